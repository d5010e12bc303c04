package io.visiona.api.identity.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.visiona.api.platform.streams.PageLabel;
import io.visiona.shared.config.ConfigurationException;
import io.visiona.shared.config.Settings;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PageHostsTest {
  private static final String NAME = "abcdefghijklmnopqrstuvwx27";
  private final PageHosts hosts = hosts("boxes.example.com", "https://app.example.com");

  private static PageHosts hosts(String domain, String site) {
    Settings settings =
        new Settings(
            new SmallRyeConfigBuilder()
                .withSources(
                    new PropertiesConfigSource(Map.of("visiona.pages.domain", domain), "test", 100))
                .build());
    PageHosts read = PageHosts.from(settings, new PublicSite(URI.create(site), Set.of()));
    settings.check();
    return read;
  }

  @ParameterizedTest
  @CsvSource({
    NAME + ".boxes.example.com, " + NAME + ", ''",
    NAME + ".boxes.example.com:3721, " + NAME + ", ''",
    NAME + ".BOXES.example.com, " + NAME + ", ''",
    NAME + "-cam.boxes.example.com, " + NAME + ", cam",
    NAME + "-cam-2.boxes.example.com, " + NAME + ", cam-2"
  })
  void host_namesAPage(String host, String name, String page) {
    assertThat(hosts.label(host)).contains(new PageLabel(name, page));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "boxes.example.com",
        "x.boxes.example.com",
        NAME + "-.boxes.example.com",
        NAME + "-cam-.boxes.example.com",
        NAME + "-cam.boxes.example.com.",
        "a." + NAME + ".boxes.example.com",
        NAME + "8.boxes.example.com"
      })
  void hostBelowTheDomain_isNeverTheSites_butNamesNoPage(String host) {
    assertThat(hosts.label(host)).isEmpty();
    assertThat(hosts.isPageHost(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "app.example.com",
        "notboxes.example.com",
        NAME + ".boxes.example.com.evil.example",
        "127.0.0.1:3721",
        "[::1]:3721"
      })
  void otherHost_isTheSites(String host) {
    assertThat(hosts.isPageHost(host)).isFalse();
  }

  @Test
  void origin_isWhatBrowsersSee() {
    PageLabel cam = new PageLabel(NAME, "cam");
    assertThat(hosts.origin(cam)).isEqualTo("https://" + NAME + "-cam.boxes.example.com");
    assertThat(hosts("localhost", "http://127.0.0.1:3721").origin(cam))
        .isEqualTo("http://" + NAME + "-cam.localhost:3721");
    assertThat(hosts("boxes.example.com:8443", "https://app.example.com").origin(cam))
        .isEqualTo("https://" + NAME + "-cam.boxes.example.com:8443");
  }

  @Test
  void machineItself_isTheSitesInDevelopment() {
    PageHosts development = hosts("localhost", "http://localhost:3721");
    assertThat(development.isPageHost("localhost:3721")).isFalse();
    assertThat(development.isPageHost("x.localhost:3721")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "example.com, https://app.example.com, must not contain the site itself",
    "app.example.com, https://app.example.com, must not contain the site itself",
    "boxes.example.com, http://app.example.com, needs https",
    "https://boxes.example.com, https://app.example.com, must be a domain",
    "-x.example.com, https://app.example.com, must be a domain"
  })
  void domainThatCannotWork_isRefusedAtStart(String domain, String site, String why) {
    assertThatThrownBy(() -> hosts(domain, site))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("visiona.pages.domain")
        .hasMessageContaining(why);
  }
}

package io.visiona.api.identity.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.visiona.api.identity.oidc.OidcConfig;
import io.visiona.api.identity.sessions.UserSessionConfig;
import io.visiona.shared.config.ConfigurationException;
import io.visiona.shared.config.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AuthConfigTest {
  private static final String KEY = "k1:" + "QUFB".repeat(11);
  private static final Map<String, String> PRODUCTION =
      Map.of(
          "visiona.public-url", "https://visiona.test",
          "visiona.oidc.issuer", "https://mc.test/realm",
          "visiona.oidc.client-id", "client",
          "visiona.session.signing-keys", KEY);

  record Read(OidcConfig oidc, PublicSite site, UserSessionConfig sessions) {}

  @Test
  void leastConfiguration_hasTheDocumentedDefaults() {
    Read read = read(PRODUCTION);

    assertThat(read.oidc().scopes()).isEqualTo("openid profile email");
    assertThat(read.oidc().publicClient()).isTrue();
    assertThat(read.oidc().timeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(read.oidc().keyRefetchInterval()).isEqualTo(Duration.ofSeconds(30));
    assertThat(read.oidc().httpsOnly()).isTrue();
    assertThat(read.site()).isEqualTo(new PublicSite(URI.create("https://visiona.test"), Set.of()));
    assertThat(read.sessions().idleTimeout()).isEqualTo(Duration.ofMinutes(30));
    assertThat(read.sessions().absoluteTimeout()).isEqualTo(Duration.ofHours(12));
    assertThat(read.sessions().maxSessions()).isEqualTo(50_000);
    assertThat(read.sessions().maxPerPerson()).isEqualTo(20);
    assertThat(read.sessions().maxPending()).isEqualTo(20_000);
    assertThat(read.sessions().warning()).isEmpty();
  }

  @Test
  void everyKey_isRead() {
    Read read =
        read(
            with(
                Map.ofEntries(
                    Map.entry("visiona.oidc.client-secret", "secret"),
                    Map.entry("visiona.oidc.scopes", "openid email"),
                    Map.entry("visiona.oidc.timeout", "3s"),
                    Map.entry("visiona.oidc.key-refetch-interval", "1m"),
                    Map.entry("visiona.cors.origins", "https://a.test, https://b.test:8443"),
                    Map.entry("visiona.session.idle-timeout", "10m"),
                    Map.entry("visiona.session.absolute-timeout", "1h"),
                    Map.entry("visiona.session.max-sessions", "7"),
                    Map.entry("visiona.session.max-per-person", "2"),
                    Map.entry("visiona.session.max-pending", "9"))));

    assertThat(read.oidc().publicClient()).isFalse();
    assertThat(read.oidc().warning()).isEmpty();
    assertThat(read.oidc().scopes()).isEqualTo("openid email");
    assertThat(read.oidc().timeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(read.oidc().keyRefetchInterval()).isEqualTo(Duration.ofMinutes(1));
    assertThat(read.site().corsOrigins())
        .containsExactlyInAnyOrder("https://a.test", "https://b.test:8443");
    assertThat(read.sessions().idleTimeout()).isEqualTo(Duration.ofMinutes(10));
    assertThat(read.sessions().absoluteTimeout()).isEqualTo(Duration.ofHours(1));
    assertThat(read.sessions().maxSessions()).isEqualTo(7);
    assertThat(read.sessions().maxPerPerson()).isEqualTo(2);
    assertThat(read.sessions().maxPending()).isEqualTo(9);
  }

  @Test
  void nothingConfigured_reportsEveryMissingKeyAtOnce() {
    assertThat(problems(Map.of()))
        .anyMatch(problem -> problem.startsWith("visiona.public-url is required"))
        .anyMatch(problem -> problem.startsWith("visiona.oidc.issuer is required"))
        .anyMatch(problem -> problem.startsWith("visiona.oidc.client-id is required"))
        .anyMatch(problem -> problem.startsWith("visiona.session.signing-keys is required"));
  }

  @Test
  void production_refusesPlainHttp() {
    assertThat(
            problems(
                with(
                    Map.of(
                        "visiona.public-url",
                        "http://visiona.test",
                        "visiona.oidc.issuer",
                        "http://mc.test"))))
        .containsExactlyInAnyOrder(
            "visiona.oidc.issuer must be https in production",
            "visiona.public-url must be https in production");
  }

  @Test
  void production_refusesTheDevelopmentKeyAlsoAsOneOfSeveral() {
    String known = read(development(Map.of())).sessions().signingKeys().value();

    assertThat(problems(with(Map.of("visiona.session.signing-keys", KEY + "," + known))))
        .singleElement()
        .asString()
        .contains("development key");
  }

  @Test
  void development_allowsHttpAndWarnsOfItsKey() {
    Read read = read(development(Map.of("visiona.public-url", "http://127.0.0.1:3721")));

    assertThat(read.sessions().warning())
        .hasValueSatisfying(text -> assertThat(text).contains("visiona.session.signing-keys"));
    assertThat(read.oidc().warning())
        .hasValueSatisfying(text -> assertThat(text).contains("visiona.oidc.client-secret"));
    assertThat(read.oidc().httpsOnly()).isFalse();
  }

  @Test
  void badValues_areNamedWithoutTheSecret() {
    assertThat(
            problems(
                with(
                    Map.of(
                        "visiona.public-url", "https://visiona.test/path",
                        "visiona.cors.origins", "*",
                        "visiona.oidc.scopes", "profile",
                        "visiona.session.signing-keys", "k1:c2VjcmV0",
                        "visiona.session.idle-timeout", "2h",
                        "visiona.session.absolute-timeout", "1h"))))
        .hasSize(5)
        .noneMatch(problem -> problem.contains("c2VjcmV0"));
  }

  private static Map<String, String> with(Map<String, String> more) {
    Map<String, String> all = new java.util.HashMap<>(PRODUCTION);
    all.putAll(more);
    return all;
  }

  private static Map<String, String> development(Map<String, String> more) {
    Map<String, String> all = with(more);
    all.remove("visiona.session.signing-keys");
    all.put("visiona.mode", "development");
    return all;
  }

  private static List<String> problems(Map<String, String> values) {
    ConfigurationException thrown =
        catchThrowableOfType(ConfigurationException.class, () -> read(values));
    assertThat(thrown).isNotNull();
    return thrown.problems();
  }

  private static Read read(Map<String, String> values) {
    Settings settings =
        new Settings(
            new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(values, "test", 100))
                .build());
    Read read =
        new Read(
            OidcConfig.from(settings), PublicSite.from(settings), UserSessionConfig.from(settings));
    settings.check();
    return read;
  }
}

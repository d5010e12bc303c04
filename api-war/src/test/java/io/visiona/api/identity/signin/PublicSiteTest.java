package io.visiona.api.identity.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which names are the site's public one. */
final class PublicSiteTest {
  @ParameterizedTest
  @CsvSource({
    "https://app.example.com, app.example.com, true",
    "https://app.example.com, App.Example.com:443, true",
    "https://app.example.com, app.example.com:80, false",
    "https://app.example.com, api:9080, false",
    "http://127.0.0.1:3721, 127.0.0.1:3721, true",
    "http://127.0.0.1:3721, localhost:3721, false",
    "http://[::1]:3721, [::1]:3721, true",
    "http://[::1], [::1]:80, true",
    "http://app.example.com:80, app.example.com, true",
    "https://app.example.com, , true"
  })
  void hostHeader_namesThePublicSite(URI site, String host, boolean is) {
    assertThat(new PublicSite(site, Set.of()).isAt(host)).isEqualTo(is);
  }
}

package io.visiona.tests.signin;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.tests.support.RawExchange;
import java.io.IOException;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a person ends up after signing in: a place of this site, or its first page. */
@OnSites
final class ReturnToAttacksIT {
  private final Site site;

  ReturnToAttacksIT(Site site) {
    this.site = site;
  }

  /** As the server decodes them from the query. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "//evil.test",
        "///evil.test",
        "/\\evil.test",
        "\\/evil.test",
        "\\\\evil.test",
        "/%2f%2fevil.test",
        "%2f%2fevil.test",
        "/%2fevil.test",
        "/%252f%252fevil.test",
        "/%5cevil.test",
        "/.//evil.test",
        "/x/..//evil.test",
        "/\t/evil.test",
        "/\n/evil.test",
        "/\r\nLocation: https://evil.test",
        "/%0d%0aLocation:%20https://evil.test",
        "/%09/evil.test",
        "/\u0000/evil.test",
        "\t//evil.test",
        " //evil.test",
        "https://evil.test",
        "https:evil.test",
        "HTTPS://evil.test/",
        "http://user:password@evil.test/",
        "//user@evil.test",
        "@evil.test",
        ".evil.test",
        ":80@evil.test",
        "javascript:alert(1)",
        "data:text/html,x",
        "evil.test",
        "/／evil.test",
        "/\u2028/evil.test",
        "?next=//evil.test",
        "#//evil.test",
        "",
        "/api/auth/logout"
      })
  void attack13_addressElsewhere_endsOnTheFirstPage(String returnTo) {
    Browser browser = site.browser();
    HttpResponse<String> answer = site.finish(browser, browser.open(returnTo));
    assertThat(answer.statusCode()).isEqualTo(302);
    assertThat(Browser.location(answer)).isEqualTo(site.publicUrl() + "/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/agents", "/agents?state=online&next=/x", "/a%20b/c-d_e~f.g"})
  void pathOfThisSite_isReached(String returnTo) {
    Browser browser = site.browser();
    assertThat(Browser.location(site.finish(browser, browser.open(returnTo))))
        .isEqualTo(site.publicUrl() + returnTo);
  }

  /** As they stand in the address, not as anybody encodes them. */
  @ParameterizedTest
  @ValueSource(strings = {"/a%", "/a%2", "/a%zz", "%"})
  void percentSignThatEncodesNothing_isNoFault(String returnTo) throws IOException {
    Browser browser = site.browser();
    RawExchange.Answer sent = browser.visitAsTyped("/api/auth/login?return_to=" + returnTo);
    assertThat(sent.status()).as(sent.body()).isEqualTo(302);
    String location =
        sent.head().lines().filter(line -> line.startsWith("Location: ")).findFirst().orElse("");
    Tab tab = new Tab(ScriptedProvider.parameters(location.substring(location.indexOf('?') + 1)));
    HttpResponse<String> back = site.finish(browser, tab);
    assertThat(back.statusCode()).isEqualTo(302);
    assertThat(Browser.location(back)).startsWith(site.publicUrl() + "/");
  }

  @Test
  void fragmentThatWasAskedFor_isReached() {
    Browser browser = site.browser();
    String page = "/agents?state=online#device-2";
    assertThat(Browser.location(site.finish(browser, browser.open(page))))
        .isEqualTo(site.publicUrl() + page);
  }

  @Test
  void attack13_tooLongAnAddress_endsOnTheFirstPage() {
    Browser browser = site.browser();
    assertThat(Browser.location(site.finish(browser, browser.open("/" + "a".repeat(2000)))))
        .isEqualTo(site.publicUrl() + "/");
  }
}

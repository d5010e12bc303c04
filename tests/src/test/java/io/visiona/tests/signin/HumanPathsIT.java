package io.visiona.tests.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What people do while they sign in, and what they then see: a place of the site, or a page that
 * says what happened.
 */
@OnSites
final class HumanPathsIT {
  private static final Duration SOON = Duration.ofSeconds(15);

  private final Site site;

  HumanPathsIT(Site site) {
    this.site = site;
  }

  @Test
  void twoTabs_bothEndWhereTheyWantedToGo() {
    Browser browser = site.browser();
    Tab first = browser.open("/agents?tab=1");
    Tab second = browser.open("/agents?tab=2");
    assertThat(goBackToSite(browser, site.answer(first, null))).isEqualTo("/agents?tab=1");
    assertThat(goBackToSite(browser, site.answer(second, null))).isEqualTo("/agents?tab=2");
    assertThat(browser.me()).isEqualTo(200);
  }

  @Test
  void backButtonAtTheProvider_andSigningInAnew_works() {
    Browser browser = site.browser();
    browser.open("/agents");
    assertThat(browser.visit("/").statusCode()).isEqualTo(200);
    assertThat(goBackToSite(browser, site.answer(browser.open("/agents"), null)))
        .isEqualTo("/agents");
  }

  @Test
  void backButtonAfterSigningIn_leadsHome() {
    Browser browser = site.browser();
    Map<String, String> answer = site.answer(browser.open("/agents"), null);
    assertThat(goBackToSite(browser, answer)).isEqualTo("/agents");
    assertThat(goBackToSite(browser, answer)).isEqualTo("/");
    assertThat(browser.me()).isEqualTo(200);
  }

  @Test
  void signingInWhileSignedIn_makesTheNewPersonTheOne() {
    Browser browser = site.signedIn();
    Browser before = browser.thief();
    String other = Site.somebody();
    assertThat(goBackToSite(browser, site.answer(browser.open("/agents"), other)))
        .isEqualTo("/agents");
    assertThat(browser.get("/api/auth/me").body()).contains(other);
    assertThat(before.me()).isEqualTo(401);
  }

  /**
   * localhost instead of 127.0.0.1: the provider leads back to the public name, and the cookie is
   * there.
   */
  @Test
  void signingInUnderAnotherNameOfTheSite_beginsAtThePublicOne_andIsNeverALoop() {
    URI other = URI.create("http://localhost:" + site.api().getPort());
    HttpResponse<String> sent =
        new Browser(other, site.publicUrl()).visit("/api/auth/login?return_to=/agents?a=b%26c");
    String begin = "/api/auth/login?moved=1&return_to=%2Fagents%3Fa%3Db%26c";
    assertThat(sent.statusCode()).isEqualTo(302);
    assertThat(Browser.location(sent)).isEqualTo(site.publicUrl() + begin);
    assertThat(sent.headers().firstValue("Set-Cookie")).isEmpty();
    assertThat(Browser.location(new Browser(other, site.publicUrl()).visit(begin)))
        .as("a proxy that passes another name")
        .startsWith(site.provider().issuer());
    Browser elsewhere = new Browser(other, site.publicUrl());
    assertThat(Browser.location(elsewhere.visit("/api/auth/login?return_to=//evil.test/")))
        .isEqualTo(site.publicUrl() + "/api/auth/login?moved=1&return_to=%2F");
  }

  @Test
  void signInThatIsNotKnown_isAPageThatSaysSo() {
    assertPage(
        site.browser().visit(Browser.callback(Map.of("state", "A".repeat(32), "code", "x"))),
        400,
        "not known");
    assertPage(site.browser().visit("/api/auth/callback"), 400, "not known");
  }

  @Test
  void page_isInThePersonsLanguage() {
    HttpResponse<String> page =
        site.browser()
            .get(
                "/api/auth/callback",
                "Accept",
                "text/html",
                "Accept-Language",
                "de, ko;q=0.3, zh-HK;q=0.8");
    assertPage(page, 400, "無法辨識這次登入");
    assertThat(page.body()).contains("<html lang=\"zh-TW\">");
    assertThat(page.headers().firstValue("Content-Language")).contains("zh-TW");
    assertThat(page.headers().allValues("Vary")).anyMatch(each -> each.contains("Accept-Language"));
  }

  @Test
  void personWhoDeclines_seesAPageThatSaysSo() {
    Browser browser = site.browser();
    Map<String, String> answer = new HashMap<>(site.answer(browser.open("/"), null));
    answer.remove("code");
    answer.put("error", "access_denied");
    answer.put("error_description", "<script>alert(1)</script>");
    HttpResponse<String> response = browser.visit(Browser.callback(answer));
    assertPage(response, 401, "not signed in");
    assertThat(response.body()).doesNotContain("alert(1)");
  }

  @Test
  void answerThatDoesNotPassTheChecks_isAPageThatSaysSo() {
    site.provider().script(grant -> Forge.unsigned(grant.claims().build()));
    Browser browser = site.browser();
    assertPage(
        browser.visit(Browser.callback(site.answer(browser.open("/"), null))),
        401,
        "could not be verified");
  }

  @Test
  void clientThatTheProviderDoesNotKnow_isAPageThatSaysSo() {
    site.provider().refuseTokens("invalid_client");
    Browser browser = site.browser();
    assertPage(
        browser.visit(Browser.callback(site.answer(browser.open("/"), null))),
        500,
        "Member Center");
  }

  @Test
  void providerAway_isAPageThatSaysSo_andTryingAgainWorksOnceItIsBack() {
    Browser browser = site.browser();
    Tab inFlight = browser.open("/agents");
    site.provider().goAway();
    // Another one asks until it is noticed: of one browser the oldest of many sign-ins gives way.
    Browser asking = site.browser();
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertPage(asking.visit("/api/auth/login?return_to=/agents"), 503, "Member Center"));
    assertPage(browser.visit(Browser.callback(site.answer(inFlight, null))), 503, "Member Center");

    site.provider().comeBack();
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> assertThat(browser.visit("/api/auth/login").statusCode()).isEqualTo(302));
    assertThat(goBackToSite(browser, site.answer(browser.open("/agents"), null)))
        .isEqualTo("/agents");
    assertThat(browser.me()).isEqualTo(200);
  }

  /** A redirect into the site, as a path of it. */
  private String goBackToSite(Browser browser, Map<String, String> answer) {
    HttpResponse<String> response = browser.visit(Browser.callback(answer));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(302);
    assertThat(Browser.location(response)).startsWith(site.publicUrl() + "/");
    return Browser.location(response).substring(site.publicUrl().length());
  }

  private static void assertPage(HttpResponse<String> response, int status, String says) {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
    assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(response.body())
        .contains("<h1>", says, "href=\"/api/auth/login")
        .doesNotContain("Exception", "io.visiona", "com.ibm", "{\"error\"");
  }
}

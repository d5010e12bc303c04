package io.visiona.tests.signin;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Person;
import io.visiona.tests.support.RawExchange;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests that another site's page makes a signed-in person's browser send. */
@OnSites
final class ForgedRequestAttacksIT {
  private static final String CODES = "/api/pairing/tokens";
  private static final String JSON = "application/json";

  private final Site site;
  private final Browser browser;

  ForgedRequestAttacksIT(Site site) {
    this.site = site;
    this.browser = site.signedIn();
  }

  @BeforeEach
  void ownPage_isListenedTo() {
    assertThat(browser.change("POST", CODES, "{}").statusCode()).isEqualTo(201);
    assertThat(codes()).isEqualTo(1);
  }

  @Test
  void attack17_changeWithoutTheHeader_is403() {
    assertRejected(
        "POST", "Content-Type", JSON, "Origin", site.publicUrl(), "Sec-Fetch-Site", "same-origin");
    assertRejected("POST", "Content-Type", JSON, "X-CSRF", "0", "Origin", site.publicUrl());
    assertRejected("POST", "Content-Type", JSON, "X-CSRF", "", "Origin", site.publicUrl());
  }

  @Test
  void attack17_changeFromAnotherOrigin_is403() {
    for (String origin :
        List.of(
            "https://evil.test",
            "null",
            site.publicUrl() + ".evil.test",
            "https" + site.publicUrl().substring(4),
            "http://127.0.0.1",
            "http://127.0.0.1:1")) {
      assertRejected("POST", "Content-Type", JSON, "X-CSRF", "1", "Origin", origin);
    }
  }

  @Test
  void attack17_changeThatTheBrowserCallsCrossSite_is403() {
    for (String from : List.of("cross-site", "same-site")) {
      assertRejected("POST", "Content-Type", JSON, "X-CSRF", "1", "Sec-Fetch-Site", from);
    }
  }

  @Test
  void attack17_everyMethodThatChanges_is403() {
    for (String method : List.of("PUT", "PATCH", "DELETE", "POST")) {
      assertRejected(method, "Content-Type", JSON);
    }
  }

  @Test
  void attack17_formOfAnotherSite_is403() {
    assertRejected(
        "POST",
        "Content-Type",
        "application/x-www-form-urlencoded",
        "Origin",
        "https://evil.test",
        "Sec-Fetch-Site",
        "cross-site");
    assertRejected(
        "POST",
        "Content-Type",
        "text/plain",
        "Origin",
        "https://evil.test",
        "Sec-Fetch-Site",
        "cross-site");
  }

  @Test
  void attack17_logoutByLink_is405_andTheSessionLives() {
    HttpResponse<String> response = browser.get("/api/auth/logout", "Sec-Fetch-Site", "cross-site");
    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(Person.json(response.body()).getJsonObject("error").getString("code"))
        .isEqualTo("method_not_allowed");
    assertThat(browser.me()).isEqualTo(200);
  }

  @Test
  void attack17_webSocketOfAnotherOrigin_is403() throws IOException {
    String path = "/api/agents/00000000-0000-4000-8000-000000000000/proxy/ws";
    assertThat(upgrade(path, "https://evil.test")).startsWith("HTTP/1.1 403");
    assertThat(upgrade(path, "null")).startsWith("HTTP/1.1 403");
    assertThat(upgrade(path, site.publicUrl())).startsWith("HTTP/1.1 404");
  }

  @Test
  void preflightOfAnotherOrigin_getsNoLeave() {
    HttpResponse<String> response =
        site.browser()
            .send(
                "OPTIONS",
                CODES,
                null,
                "Origin",
                "https://evil.test",
                "Access-Control-Request-Method",
                "POST",
                "Access-Control-Request-Headers",
                "x-csrf");
    assertThat(response.headers().map().keySet())
        .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).startsWith("access-control-"));
  }

  @Test
  void answers_cannotBeFramedOrSniffed() {
    for (String path : List.of("/", "/api/auth/me", "/api/nothing")) {
      var headers = browser.get(path).headers();
      assertThat(headers.firstValue("Content-Security-Policy").orElse(""))
          .contains("frame-ancestors 'none'")
          .doesNotContain("unsafe-inline");
      assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
      assertThat(headers.firstValue("Referrer-Policy")).contains("no-referrer");
    }
  }

  private void assertRejected(String method, String... headers) {
    HttpResponse<String> response = browser.send(method, CODES, "{}", headers);
    assertThat(response.statusCode()).as("%s %s", method, List.of(headers)).isEqualTo(403);
    assertThat(Person.json(response.body()).getJsonObject("error").getString("code"))
        .isEqualTo("csrf_rejected");
    assertThat(codes()).isEqualTo(1);
  }

  private int codes() {
    return Person.json(browser.get(CODES).body()).getJsonArray("items").size();
  }

  private String upgrade(String path, String origin) throws IOException {
    try (RawExchange raw = new RawExchange(site.api())) {
      raw.get(
          path,
          String.valueOf(browser.cookie()),
          "Connection: Upgrade",
          "Upgrade: websocket",
          "Sec-WebSocket-Version: 13",
          "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
          "Origin: " + origin);
      return raw.readThrough("\r\n\r\n");
    }
  }
}

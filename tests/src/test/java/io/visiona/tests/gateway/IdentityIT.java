package io.visiona.tests.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.tests.gateway.RecordingService.Received;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What services are told of callers, and what callers cannot tell them. */
@OnGatewaySite
final class IdentityIT {
  private final GatewaySite site;

  IdentityIT(GatewaySite site) {
    this.site = site;
  }

  @Test
  void tokenHolder_reachesTheService_asTheUserOfTheTable() {
    String name = GatewaySite.newName();
    UUID id = site.importUser(name);
    String path = "/closed/" + UUID.randomUUID();
    HttpResponse<String> answer =
        site.getAs(
            site.token(name),
            path + "?a=%20b&c=+",
            "X-Request-Id",
            "given-by-the-caller",
            "Cookie",
            "theirs=1");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("hello");
    assertThat(answer.headers().firstValue("X-Request-Id")).contains("given-by-the-caller");
    Received received = site.service().only(path);
    assertThat(received.target()).isEqualTo(path + "?a=%20b&c=+");
    assertThat(received.values("X-User-Id")).containsExactly(id.toString());
    assertThat(received.values("X-Username")).containsExactly(name);
    assertThat(received.values("X-Request-Id")).containsExactly("given-by-the-caller");
    assertThat(received.values("traceparent"))
        .singleElement()
        .asString()
        .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");
    assertThat(received.values("X-Forwarded-For")).containsExactly("127.0.0.1");
    assertThat(received.values("X-Forwarded-Proto")).containsExactly("http");
    assertThat(received.values("X-Forwarded-Host")).containsExactly(site.gateway().getAuthority());
    assertThat(received.values("X-Forwarded-Prefix")).containsExactly("/gateway");
    assertThat(received.values("Host")).containsExactly(site.service().uri().getAuthority());
    assertThat(received.values("Cookie")).containsExactly("theirs=1");
    assertThat(received.values("Authorization")).isEmpty();
  }

  @Test
  void token_isForwarded_onlyWhereTheRouteSaysSo() {
    String name = GatewaySite.newName();
    site.importUser(name);
    String token = site.token(name);
    String path = "/closed/with-token/" + UUID.randomUUID();
    assertThat(site.getAs(token, path).statusCode()).isEqualTo(200);
    assertThat(site.service().only(path).values("Authorization"))
        .containsExactly("Bearer " + token);
    String open = "/open/" + UUID.randomUUID();
    assertThat(site.getAs(token, open).statusCode()).isEqualTo(200);
    assertThat(site.service().only(open).values("Authorization")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-User-Id",
        "x-user-id",
        "X-USER-ID",
        "X_User_Id",
        "x_user_id",
        "X-User_Id",
        "X_USER-ID",
        "X.User.Id",
        "XUserId",
        "X-Username",
        "x-username",
        "X_Username",
        "X-UserName",
        "X_USERNAME",
        "X-User-Name",
        "x_user_name",
        "X-U-sername"
      })
  void identityFields_ofCallers_neverReachServices_inAnySpelling_onAnyRoute(String spelling)
      throws Exception {
    String name = GatewaySite.newName();
    UUID id = site.importUser(name);
    String forged =
        spelling
            + ": forged-1\r\n"
            + spelling.toLowerCase(Locale.ROOT)
            + ": forged-2\r\n"
            + spelling
            + ":forged-3\r\n";
    for (String way : List.of("/open/", "/closed/", "/raw/")) {
      String path = way + UUID.randomUUID();
      String token =
          way.equals("/closed/") ? "Authorization: Bearer " + site.token(name) + "\r\n" : "";
      try (var raw = site.raw()) {
        assertThat(raw.send(site.head("GET", path) + forged + token + "\r\n").readThrough("\r\n"))
            .contains(" 200 ");
      }
      Received received = site.service().only(path);
      assertThat(received.head()).doesNotContain("forged");
      assertThat(received.values("X-User-Id"))
          .isEqualTo(way.equals("/closed/") ? List.of(id.toString()) : List.of());
      assertThat(received.values("X-Username"))
          .isEqualTo(way.equals("/closed/") ? List.of(name) : List.of());
    }
  }

  @Test
  void traceOfTheCaller_goesOnWithItsState() throws Exception {
    Received received =
        openWith(
            "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\ntracestate: theirs=1\r\n");
    assertThat(received.values("traceparent"))
        .singleElement()
        .asString()
        .matches("00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01");
    assertThat(received.values("tracestate")).containsExactly("theirs=1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "traceparent: nonsense\r\n",
        "traceparent: 00-00000000000000000000000000000000-b7ad6b7169203331-01\r\n",
        "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\nTraceparent: 00-1af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n"
      })
  void traceStateWithoutItsTrace_staysHere(String parent) throws Exception {
    Received received = openWith(parent + "tracestate: theirs=1\r\nTraceState: theirs=2\r\n");
    assertThat(received.values("traceparent"))
        .singleElement()
        .asString()
        .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
        .doesNotContain("af7651916cd43dd8448eb211c80319c");
    assertThat(received.values("tracestate")).isEmpty();
  }

  private Received openWith(String fields) throws Exception {
    String path = "/open/" + UUID.randomUUID();
    try (var raw = site.raw()) {
      assertThat(raw.send(site.head("GET", path) + fields + "\r\n").readThrough("\r\n"))
          .contains(" 200 ");
    }
    return site.service().only(path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-User-Id",
        "x-user-id, X-Username",
        "close, X-User-Id",
        "X-User-Id, X-Request-Id, traceparent, X-Forwarded-For"
      })
  void connectionField_cannotTakeTheIdentityAway(String named) throws Exception {
    String name = GatewaySite.newName();
    UUID id = site.importUser(name);
    String path = "/closed/" + UUID.randomUUID();
    try (var raw = site.raw()) {
      String head =
          site.head("GET", path)
              + "Connection: "
              + named
              + ", X-Mine\r\nX-Mine: gone\r\nKeep-Alive: 5\r\nTE: trailers\r\nProxy-Authorization: x\r\n";
      assertThat(
              raw.send(head + "Authorization: Bearer " + site.token(name) + "\r\n\r\n")
                  .readThrough("\r\n"))
          .contains(" 200 ");
    }
    Received received = site.service().only(path);
    assertThat(received.values("X-User-Id")).containsExactly(id.toString());
    assertThat(received.values("X-Username")).containsExactly(name);
    assertThat(received.values("X-Forwarded-For")).containsExactly("127.0.0.1");
    for (String gone : List.of("X-Mine", "Keep-Alive", "TE", "Proxy-Authorization", "Connection")) {
      assertThat(received.values(gone)).as(gone).isEmpty();
    }
  }

  @Test
  void forwardingFields_ofCallers_areReplaced() throws Exception {
    String path = "/open/" + UUID.randomUUID();
    try (var raw = site.raw()) {
      raw.send(
              site.head("GET", path)
                  + "X-Forwarded-For: 1.2.3.4\r\nForwarded: for=1.2.3.4\r\nX-Real-IP: 1.2.3.4\r\nX-Forwarded-Proto: https\r\n\r\n")
          .readThrough("hello");
    }
    Received received = site.service().only(path);
    assertThat(received.head()).doesNotContain("1.2.3.4").doesNotContain("https");
    assertThat(received.values("X-Forwarded-Proto")).containsExactly("http");
    assertThat(received.values("X-Forwarded-For")).containsExactly("127.0.0.1");
  }

  @Test
  void usernameBeyondAscii_isPercentEncoded() {
    String name = "小明 100%-" + UUID.randomUUID();
    UUID id = site.importUser(name);
    String path = "/closed/" + UUID.randomUUID();
    assertThat(site.getAs(site.token(name), path).statusCode()).isEqualTo(200);
    assertThat(site.service().only(path).values("X-User-Id")).containsExactly(id.toString());
    assertThat(site.service().only(path).values("X-Username"))
        .singleElement()
        .asString()
        .startsWith("%E5%B0%8F%E6%98%8E%20100%25-");
  }

  @Test
  void signedInBrowser_isAccepted_underTheRulesOfTheApi() {
    try (var alice = site.stack().signIn("alice")) {
      String path = "/closed/" + UUID.randomUUID();
      assertThat(alice.get("/gateway" + path).statusCode()).isEqualTo(200);
      Received received = site.service().only(path);
      assertThat(received.values("X-Username")).containsExactly("alice");
      assertThat(received.values("X-User-Id")).singleElement().asString().hasSize(36);
      assertThat(received.head()).as("our cookie stays here").doesNotContain("visiona_session");
      assertThat(alice.post("/gateway" + path, "{}").statusCode()).isEqualTo(200);
      HttpResponse<String> without =
          GatewaySite.send(
              site.request(path, "Cookie", alice.cookie())
                  .POST(java.net.http.HttpRequest.BodyPublishers.ofString("{}"))
                  .build());
      assertThat(without.statusCode()).isEqualTo(403);
      assertThat(GatewaySite.code(without)).isEqualTo("CSRF_REJECTED");
      HttpResponse<String> elsewhere =
          GatewaySite.send(
              site.request(
                      path,
                      "Cookie",
                      alice.cookie(),
                      "X-CSRF",
                      "1",
                      "Origin",
                      "https://evil.example")
                  .POST(java.net.http.HttpRequest.BodyPublishers.ofString("{}"))
                  .build());
      assertThat(elsewhere.statusCode()).isEqualTo(403);
      assertThat(site.service().received(path)).hasSize(2);
    }
  }

  @Test
  void sameUser_isTheSameForTokenAndBrowser() {
    try (var bob = site.stack().signIn("bob")) {
      String browser = "/closed/" + UUID.randomUUID();
      String token = "/closed/" + UUID.randomUUID();
      assertThat(bob.get("/gateway" + browser).statusCode()).isEqualTo(200);
      assertThat(site.getAs(site.token("bob"), token).statusCode()).isEqualTo(200);
      assertThat(site.service().only(token).values("X-User-Id"))
          .isEqualTo(site.service().only(browser).values("X-User-Id"));
    }
  }
}

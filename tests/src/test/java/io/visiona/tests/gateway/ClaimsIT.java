package io.visiona.tests.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.tests.gateway.RecordingService.Received;
import io.visiona.tests.support.RawExchange;
import io.visiona.tests.support.ScriptedTarget;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a token says decides who gets in, and reaches the service; a proxy in front may ask. */
@OnGatewaySite
final class ClaimsIT {
  private final GatewaySite site;
  private final String name = GatewaySite.newName();
  private final UUID user;

  ClaimsIT(GatewaySite site) {
    this.site = site;
    this.user = site.importUser(name);
  }

  private String tokenOf(String... groups) {
    return site.token(name, claims -> claims.claim("groups", List.of(groups)));
  }

  @Test
  void oneOfTheGroups_isEnough_andAllOfThemReachTheService() {
    String path = "/ops/" + UUID.randomUUID();
    assertThat(site.getAs(tokenOf("dev", "ops", "a,b"), path, "X_User_Groups", "root").statusCode())
        .isEqualTo(200);
    Received received = site.service().received(path).getFirst();
    assertThat(received.values("X-User-Groups")).containsExactly("dev, ops, a%2Cb");
    assertThat(received.head()).doesNotContain("root");
    assertThat(received.values("X-User-Id")).containsExactly(user.toString());
  }

  @Test
  void noneOfTheGroups_isForbidden_andNothingReachesTheService() {
    String path = "/ops/" + UUID.randomUUID();
    for (String token : List.of(tokenOf("dev"), tokenOf(), site.token(name))) {
      HttpResponse<String> answer = site.getAs(token, path);
      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(GatewaySite.code(answer)).isEqualTo("FORBIDDEN");
    }
    assertThat(site.service().received(path)).isEmpty();
  }

  @Test
  void sessionOfABrowser_hasNoClaims_andNeverMeetsACondition() {
    try (var alice = site.stack().signIn("alice")) {
      HttpResponse<String> answer = alice.get("/gateway/ops/" + UUID.randomUUID());
      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(GatewaySite.code(answer)).isEqualTo("FORBIDDEN");
    }
  }

  @Test
  void fieldOfAClaim_isNobodysToSay_onAnyRoute() {
    for (String route : List.of("/open/", "/raw/", "/closed/")) {
      String path = route + UUID.randomUUID();
      assertThat(
              site.getAs(
                      site.token(name),
                      path,
                      "X-User-Groups",
                      "forged",
                      "X_USER_GROUPS",
                      "forged",
                      "x.user.groups",
                      "forged")
                  .statusCode())
          .isEqualTo(200);
      assertThat(site.service().only(path).head()).as(route).doesNotContain("forged");
    }
  }

  private HttpResponse<String> ask(String uri, String method, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(site.gateway().resolve("/gateway-auth"))
            .header("X-Forwarded-Uri", uri)
            .header("X-Forwarded-Method", method);
    return GatewaySite.send((headers.length == 0 ? request : request.headers(headers)).build());
  }

  @Test
  void proxyInFront_isToldWhoItIs_orWhyNot() {
    String good = "Bearer " + tokenOf("ops");
    HttpResponse<String> let = ask("/ops/x?y", "POST", "Authorization", good);
    assertThat(let.statusCode()).isEqualTo(200);
    assertThat(let.headers().firstValue("X-User-Id")).contains(user.toString());
    assertThat(let.headers().firstValue("X-User-Groups")).contains("ops");
    assertThat(ask("/gateway/ops/x", "GET", "Authorization", good).statusCode()).isEqualTo(200);
    assertThat(ask("/open/x", "GET").statusCode()).isEqualTo(200);

    assertThat(ask("/ops/x", "GET").statusCode()).isEqualTo(401);
    assertThat(ask("/ops/x", "GET").headers().firstValue("WWW-Authenticate")).isPresent();
    assertThat(ask("/ops/x", "GET", "Authorization", "Bearer x").statusCode()).isEqualTo(401);
    for (String nowhere : List.of("/nowhere", "/ops/../open/x", "/open/%2e%2e/x", "ops")) {
      assertThat(ask(nowhere, "GET", "Authorization", good).statusCode())
          .as(nowhere)
          .isEqualTo(403);
    }
    assertThat(ask("/ops/x", "PURGE", "Authorization", good).statusCode()).isEqualTo(403);
    assertThat(ask("/ops/x", "GET", "Authorization", "Bearer " + tokenOf("dev")).statusCode())
        .isEqualTo(403);
    HttpRequest unsaid =
        HttpRequest.newBuilder(site.gateway().resolve("/gateway-auth"))
            .header("Authorization", good)
            .build();
    assertThat(GatewaySite.send(unsaid).statusCode()).isEqualTo(403);
  }

  /** A proxy passes on what it does not set itself: the other kind's fields are the caller's. */
  @Test
  void proxyInFront_thatSeemsToNameTwoRequests_isRefused() {
    String good = "Bearer " + tokenOf("ops");
    for (String[] smuggled :
        List.of(
            new String[] {"X-Original-URI", "/open/x"},
            new String[] {"X-Original-Method", "GET"},
            new String[] {"X-Forwarded-Uri", "/open/x"},
            new String[] {"X-Forwarded-Method", "GET"})) {
      assertThat(ask("/ops/x", "GET", smuggled[0], smuggled[1], "Authorization", good).statusCode())
          .as(smuggled[0])
          .isEqualTo(403);
    }
    HttpRequest nginx =
        HttpRequest.newBuilder(site.gateway().resolve("/gateway-auth"))
            .header("X-Original-URI", "/ops/x")
            .header("X-Original-Method", "GET")
            .header("X-Forwarded-Method", "GET")
            .header("Authorization", good)
            .build();
    assertThat(GatewaySite.send(nginx).statusCode()).isEqualTo(403);
  }

  private String handshake(String path, String protocols) {
    return site.head("GET", path)
        + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: "
        + protocols
        + "\r\n\r\n";
  }

  @Test
  void tokenOfAWebSocket_countsWhereTheRouteAllows_andIsNotPassedOn() throws IOException {
    String token = site.token(name);
    String path = "/sockets/" + UUID.randomUUID();
    site.service()
        .script(
            path,
            (socket, in, head) ->
                ScriptedTarget.write(
                    socket,
                    "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                        + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\nhello"));
    try (RawExchange raw = site.raw()) {
      String head =
          raw.send(handshake(path, "bearer, " + token + ", chat")).readThrough("\r\n\r\n");
      assertThat(head).contains(" 101 ").containsIgnoringCase("Sec-WebSocket-Protocol: bearer\r\n");
    }
    Received received = site.service().received(path).getFirst();
    assertThat(received.values("Sec-WebSocket-Protocol")).containsExactly("chat");
    assertThat(received.head()).doesNotContain(token);
    assertThat(received.values("X-User-Id")).containsExactly(user.toString());

    for (String refused : List.of("bearer, x", "bearer", "chat")) {
      try (RawExchange raw = site.raw()) {
        assertThat(raw.send(handshake(path, refused)).readThrough("\r\n")).contains(" 401 ");
      }
    }
    try (RawExchange raw = site.raw()) {
      String elsewhere = handshake("/closed/" + UUID.randomUUID(), "bearer, " + token);
      assertThat(raw.send(elsewhere).readThrough("\r\n")).contains(" 401 ");
    }
  }

  @Test
  void tokenThatIsTooLong_is431_andOneBehindATabDoesNotFallBackToTheCookie() {
    HttpResponse<String> answer = site.getAs("x".repeat(20_000), "/closed/" + UUID.randomUUID());
    assertThat(answer.statusCode()).isEqualTo(431);
    assertThat(GatewaySite.code(answer)).isEqualTo("FIELDS_TOO_LARGE");
    HttpResponse<String> tab = site.get("/closed/x", "Authorization", "Bearer\tx");
    assertThat(GatewaySite.code(tab)).isEqualTo("INVALID_TOKEN");
  }
}

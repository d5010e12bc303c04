package io.visiona.tests.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.tests.support.RawExchange;
import io.visiona.tests.support.ScriptedTarget;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Which other origins' pages may use the gateway. */
@OnGatewaySite
final class CorsIT {
  private final GatewaySite site;
  private final String path = "/open/" + UUID.randomUUID();

  CorsIT(GatewaySite site) {
    this.site = site;
  }

  @Test
  void preflight_isAnsweredBeforeAuthentication_forConfiguredOriginsOnly() {
    String open = "/closed/" + UUID.randomUUID();
    HttpResponse<String> answer = GatewaySite.send(preflight(open, GatewaySite.ORIGIN));
    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
        .contains(GatewaySite.ORIGIN);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Credentials")).contains("true");
    assertThat(answer.headers().firstValue("Access-Control-Allow-Methods"))
        .contains("GET, POST, PUT, DELETE");
    assertThat(answer.headers().firstValue("Access-Control-Allow-Headers"))
        .contains("Authorization, Content-Type, X-CSRF");
    assertThat(answer.headers().firstValue("Access-Control-Max-Age")).contains("3600");
    assertThat(
            GatewaySite.send(preflight("/read-only/x", GatewaySite.ORIGIN))
                .headers()
                .firstValue("Access-Control-Allow-Methods"))
        .contains("GET, POST, PUT, DELETE, PURGE");
    for (String origin :
        new String[] {
          "https://evil.example",
          "null",
          GatewaySite.ORIGIN + ".evil.example",
          "http://other.example.test"
        }) {
      HttpResponse<String> refused = GatewaySite.send(preflight(open, origin));
      assertThat(refused.statusCode()).as(origin).isEqualTo(401);
      assertThat(refused.headers().firstValue("Access-Control-Allow-Origin")).as(origin).isEmpty();
    }
    assertThat(site.service().received(open)).isEmpty();
  }

  private HttpRequest preflight(String to, String origin) {
    return site.request(
            to,
            "Origin",
            origin,
            "Access-Control-Request-Method",
            "DELETE",
            "Access-Control-Request-Headers",
            "authorization")
        .method("OPTIONS", BodyPublishers.noBody())
        .build();
  }

  @Test
  void answersToConfiguredOrigins_sayWhoMayReadThem_notTheService() {
    site.service()
        .script(
            path,
            (socket, in, head) ->
                ScriptedTarget.write(
                    socket,
                    "HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 0\r\n\r\n"));
    assertThat(
            site.get(path, "Origin", GatewaySite.ORIGIN)
                .headers()
                .allValues("Access-Control-Allow-Origin"))
        .containsExactly(GatewaySite.ORIGIN);
    assertThat(
            site.get(path, "Origin", "https://evil.example")
                .headers()
                .allValues("Access-Control-Allow-Origin"))
        .isEmpty();
    assertThat(
            site.get("/closed/x", "Origin", GatewaySite.ORIGIN)
                .headers()
                .allValues("Access-Control-Allow-Origin"))
        .as("errors too")
        .containsExactly(GatewaySite.ORIGIN);
  }

  /** Each is refused by somebody else, and all before a route was found. */
  @Test
  void refusalsBeforeTheRoute_areReadableToo_andNoCacheMixesThem() throws IOException {
    String host = "Host: " + site.gateway().getAuthority() + "\r\nOrigin: " + GatewaySite.ORIGIN;
    Map<String, String> refused = new LinkedHashMap<>();
    refused.put("GET /gateway/nowhere/x HTTP/1.1\r\n" + host, " 404 ");
    refused.put("GET /gateway/open/a//b HTTP/1.1\r\n" + host, " 400 ");
    refused.put("GET /gateway/open/a/../b HTTP/1.1\r\n" + host, " 400 ");
    refused.put("get /gateway/open/x HTTP/1.1\r\n" + host, " 405 ");
    refused.put("DELETE /gateway/read-only/x HTTP/1.1\r\n" + host, " 405 ");
    refused.put("GET /gateway/open/x HTTP/1.1\r\nX-A: b\r\n c\r\n" + host, " 400 ");
    refused.put("GET /gateway/open/" + "x".repeat(20_000) + " HTTP/1.1\r\n" + host, " 414 ");
    refused.put("GET /elsewhere HTTP/1.1\r\n" + host, " 404 ");
    for (var request : refused.entrySet()) {
      String as = request.getKey().substring(0, Math.min(60, request.getKey().length()));
      try (RawExchange raw = site.raw()) {
        String head = raw.send(request.getKey() + "\r\n\r\n").readThrough("\r\n\r\n");
        assertThat(head).as(as).contains(request.getValue());
        assertThat(head)
            .as(as)
            .containsOnlyOnce("Access-Control-Allow-Origin: " + GatewaySite.ORIGIN + "\r\n")
            .containsOnlyOnce("Access-Control-Allow-Credentials: true\r\n")
            .containsOnlyOnce("Vary: Origin\r\n");
      }
    }
  }

  @Test
  void withoutAnOrigin_answersVaryAllTheSame() {
    HttpResponse<String> answer = site.get("/nowhere/x");
    assertThat(answer.headers().allValues("Vary")).containsExactly("Origin");
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
  }

  @Test
  void pageOfAConfiguredOrigin_mayPostWithTheSession_onceThePreflightAllowedItsHeader() {
    try (var alice = site.stack().signIn("alice")) {
      String closed = "/closed/" + UUID.randomUUID();
      HttpResponse<String> preflight =
          GatewaySite.send(
              site.request(
                      closed,
                      "Origin",
                      GatewaySite.ORIGIN,
                      "Access-Control-Request-Method",
                      "POST",
                      "Access-Control-Request-Headers",
                      "content-type,x-csrf")
                  .method("OPTIONS", BodyPublishers.noBody())
                  .build());
      assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers").orElse(""))
          .containsIgnoringCase("content-type")
          .containsIgnoringCase("x-csrf");
      HttpResponse<String> posted =
          GatewaySite.send(
              site.request(
                      closed,
                      "Origin",
                      GatewaySite.ORIGIN,
                      "Cookie",
                      alice.cookie(),
                      "X-CSRF",
                      "1",
                      "Content-Type",
                      "application/json")
                  .POST(BodyPublishers.ofString("{}"))
                  .build());
      assertThat(posted.statusCode()).isEqualTo(200);
      assertThat(site.service().only(closed).values("X-Username")).containsExactly("alice");
    }
  }
}

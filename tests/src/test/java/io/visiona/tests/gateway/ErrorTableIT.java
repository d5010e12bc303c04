package io.visiona.tests.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Await;
import io.visiona.launch.Person;
import io.visiona.tests.support.Plain;
import io.visiona.tests.support.ScriptedTarget;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Each row of the error table, in the envelope of the API. */
@OnGatewaySite
final class ErrorTableIT {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final GatewaySite site;

  ErrorTableIT(GatewaySite site) {
    this.site = site;
  }

  private void assertError(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    JsonObject error = GatewaySite.error(answer);
    JsonObject api = Person.json(Plain.get(site.stack().api().resolve("/api/auth/me")).body());
    assertThat(Person.json(answer.body()).keySet()).isEqualTo(api.keySet());
    assertThat(error.keySet()).isEqualTo(api.getJsonObject("error").keySet());
    assertThat(error.getString("code")).isEqualTo(code);
    assertThat(error.getString("message")).isNotBlank();
    assertThat(Instant.parse(error.getString("timestamp")))
        .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(1));
    assertThat(error.getString("request_id"))
        .isEqualTo(answer.headers().firstValue("X-Request-Id").orElseThrow());
    assertThat(answer.headers().firstValue("Content-Type").orElse("").replace(" ", ""))
        .isEqualTo("application/json;charset=utf-8");
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
  }

  @Test
  void noCredentials_isAuthenticationFailed() {
    HttpResponse<String> answer = site.get("/closed/x");
    assertError(answer, 401, "AUTHENTICATION_FAILED");
    assertThat(answer.headers().firstValue("WWW-Authenticate"))
        .contains("Bearer realm=\"gateway\"");
  }

  @Test
  void badSignature_isInvalidToken() {
    HttpResponse<String> answer = site.getAs(site.token("anybody") + "x", "/closed/x");
    assertError(answer, 401, "INVALID_TOKEN");
    assertThat(answer.headers().firstValue("WWW-Authenticate").orElse(""))
        .contains("error=\"invalid_token\"");
  }

  @Test
  void oldToken_isTokenExpired() {
    HttpResponse<String> answer =
        site.getAs(
            site.token(
                "anybody",
                claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(120)))),
            "/closed/x");
    assertError(answer, 401, "TOKEN_EXPIRED");
    assertThat(answer.headers().firstValue("WWW-Authenticate").orElse(""))
        .contains("error=\"invalid_token\"")
        .contains("expired");
  }

  @Test
  void tokenThatExpires_isRefused_thoughItWasSeenBefore() {
    String name = GatewaySite.newName();
    site.importUser(name);
    String token =
        site.token(
            name, claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(58))));
    HttpResponse<String> first = site.getAs(token, "/closed/x");
    assertThat(first.statusCode()).isIn(200, 401);
    assertThat(Await.until(SOON, () -> site.getAs(token, "/closed/x").statusCode() == 401))
        .isTrue();
    assertError(site.getAs(token, "/closed/x"), 401, "TOKEN_EXPIRED");
  }

  @Test
  void nobodyOfThatName_isUserNotFound() {
    assertError(site.getAs(site.token(GatewaySite.newName()), "/closed/x"), 404, "USER_NOT_FOUND");
  }

  @Test
  void ambiguousPath_isBadRequest() {
    assertError(site.get("/open//x"), 400, "BAD_REQUEST");
  }

  @Test
  void noRoute_isNotFound() {
    assertError(site.get("/nothing"), 404, "NOT_FOUND");
    assertError(site.get(""), 404, "NOT_FOUND");
    assertError(site.get("/openx"), 404, "NOT_FOUND");
  }

  @Test
  void otherMethod_isMethodNotAllowed() {
    HttpResponse<String> answer = GatewaySite.send(site.request("/read-only/x").DELETE().build());
    assertError(answer, 405, "METHOD_NOT_ALLOWED");
    assertThat(answer.headers().firstValue("Allow")).contains("GET, PURGE");
    assertThat(
            GatewaySite.send(
                    site.request("/read-only/x")
                        .method("PURGE", java.net.http.HttpRequest.BodyPublishers.noBody())
                        .build())
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void serviceDown_isServiceUnavailable() {
    HttpResponse<String> answer = site.get("/down/x");
    assertError(answer, 503, "SERVICE_UNAVAILABLE");
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
  }

  @Test
  void silentService_isGatewayTimeout() {
    String path = "/slow/" + UUID.randomUUID();
    site.service().script(path, (socket, in, head) -> in.read());
    assertError(site.get(path), 504, "GATEWAY_TIMEOUT");
  }

  @Test
  void headThatDribbles_isGatewayTimeout() {
    String path = "/slow/" + UUID.randomUUID();
    site.service()
        .script(
            path,
            (socket, in, head) -> {
              ScriptedTarget.write(socket, "HTTP/1.1 200 OK\r\n");
              for (int i = 0; i < 100 && isSilent(socket, in); i++) {
                ScriptedTarget.write(socket, "X-" + i + ": y\r\n");
              }
            });
    long began = System.nanoTime();
    assertError(site.get(path), 504, "GATEWAY_TIMEOUT");
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
  }

  /** Whether the peer says nothing and is still there, a tenth of a second later. */
  private static boolean isSilent(Socket socket, InputStream in) throws IOException {
    socket.setSoTimeout(100);
    try {
      in.read();
      return false;
    } catch (SocketTimeoutException silent) {
      return true;
    }
  }

  @Test
  void resetBeforeTheHead_isServiceUnavailable_andNotRepeated() {
    String path = "/odd/" + UUID.randomUUID();
    site.service()
        .script(
            path,
            (socket, in, head) -> {
              socket.setSoLinger(true, 0);
              socket.close();
            });
    assertThat(site.get("/odd/kept").statusCode())
        .as("a connection that is open, and may have been closed by the service")
        .isEqualTo(200);
    HttpRequest post = site.request(path).POST(HttpRequest.BodyPublishers.ofString("x")).build();
    assertError(GatewaySite.send(post), 503, "SERVICE_UNAVAILABLE");
    assertThat(site.service().received(path)).as("bytes were sent: no second attempt").hasSize(1);
  }

  @Test
  void nonsense_isServiceUnavailable() {
    for (String nonsense :
        new String[] {
          "SSH-2.0-x\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
          "HTTP/1.1 200 OK\r\nX Y: 1\r\n\r\n",
          "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
          "HTTP/1.1 200 OK\r\nX-A: " + "y".repeat(70_000) + "\r\n\r\n"
        }) {
      String path = "/odd/" + UUID.randomUUID();
      site.service().script(path, (socket, in, head) -> ScriptedTarget.write(socket, nonsense));
      assertError(site.get(path), 503, "SERVICE_UNAVAILABLE");
    }
  }

  @Test
  void circuit_opensAfterFailures_andClosesAgain() {
    String path = "/faulty/" + UUID.randomUUID();
    AtomicInteger asked = new AtomicInteger();
    site.service()
        .script(
            path,
            (socket, in, head) -> {
              asked.incrementAndGet();
              socket.close();
            });
    for (int i = 0; i < 30; i++) {
      assertThat(site.get(path).statusCode()).isEqualTo(503);
    }
    assertThat(asked.get())
        .as("the service was left alone after ten failures or so")
        .isLessThan(20);
    String good = "/faulty/good-" + UUID.randomUUID();
    assertThat(Await.until(SOON, () -> site.get(good).statusCode() == 200))
        .as("it is tried again")
        .isTrue();
    assertThat(site.get("/open/other").statusCode()).as("others go on").isEqualTo(200);
  }

  @Test
  void whatServicesAnswer_passesAsItIs() {
    String path = "/open/" + UUID.randomUUID();
    site.service()
        .script(
            path,
            (socket, in, head) ->
                ScriptedTarget.write(
                    socket,
                    "HTTP/1.1 418 I'm a teapot\r\nContent-Type: text/odd\r\nLocation: /elsewhere\r\nSet-Cookie: a=1; Path=/\r\nSet-Cookie: b=2\r\n"
                        + "Set-Cookie: visiona_session=stolen\r\nX-Request-Id: theirs\r\nConnection: X-Hop\r\nX-Hop: 1\r\nContent-Length: 3\r\n\r\ntea"));
    HttpResponse<String> answer = site.get(path);
    assertThat(answer.statusCode()).isEqualTo(418);
    assertThat(answer.body()).isEqualTo("tea");
    assertThat(answer.headers().firstValue("Content-Type")).contains("text/odd");
    assertThat(answer.headers().firstValue("Location")).contains("/elsewhere");
    assertThat(answer.headers().allValues("Set-Cookie")).containsExactly("a=1; Path=/", "b=2");
    assertThat(answer.headers().firstValue("X-Request-Id").orElse("")).isNotEqualTo("theirs");
    assertThat(answer.headers().firstValue("X-Hop")).isEmpty();
  }
}

package io.visiona.tests.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.tests.support.ScriptedTarget;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
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
    HttpResponse<String> answer =
        GatewaySite.send(preflight(open, GatewaySite.ORIGIN));
    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains(GatewaySite.ORIGIN);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Credentials")).contains("true");
    assertThat(answer.headers().firstValue("Access-Control-Allow-Methods")).contains("GET, POST, PUT, DELETE");
    assertThat(answer.headers().firstValue("Access-Control-Allow-Headers")).contains("Authorization, Content-Type");
    assertThat(answer.headers().firstValue("Access-Control-Max-Age")).contains("3600");
    assertThat(GatewaySite.send(preflight("/read-only/x", GatewaySite.ORIGIN)).headers().firstValue("Access-Control-Allow-Methods"))
        .contains("GET, POST, PUT, DELETE, PURGE");
    for (String origin : new String[] {"https://evil.example", "null", GatewaySite.ORIGIN + ".evil.example", "http://other.example.test"}) {
      HttpResponse<String> refused = GatewaySite.send(preflight(open, origin));
      assertThat(refused.statusCode()).as(origin).isEqualTo(401);
      assertThat(refused.headers().firstValue("Access-Control-Allow-Origin")).as(origin).isEmpty();
    }
    assertThat(site.service().received(open)).isEmpty();
  }

  private HttpRequest preflight(String to, String origin) {
    return site.request(to, "Origin", origin, "Access-Control-Request-Method", "DELETE", "Access-Control-Request-Headers", "authorization")
        .method("OPTIONS", BodyPublishers.noBody())
        .build();
  }

  @Test
  void answersToConfiguredOrigins_sayWhoMayReadThem_notTheService() {
    site.service()
        .script(path, (socket, in, head) -> ScriptedTarget.write(socket, "HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 0\r\n\r\n"));
    assertThat(site.get(path, "Origin", GatewaySite.ORIGIN).headers().allValues("Access-Control-Allow-Origin")).containsExactly(GatewaySite.ORIGIN);
    assertThat(site.get(path, "Origin", "https://evil.example").headers().allValues("Access-Control-Allow-Origin")).isEmpty();
    assertThat(site.get("/closed/x", "Origin", GatewaySite.ORIGIN).headers().allValues("Access-Control-Allow-Origin"))
        .as("errors too")
        .containsExactly(GatewaySite.ORIGIN);
  }
}

package io.visiona.tests.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.tests.gateway.RecordingService.Received;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Services over TLS: those count whom the server trusts, under the name that was dialled. */
@OnGatewaySite
final class SecureServicesIT {
  private final GatewaySite site;

  SecureServicesIT(GatewaySite site) {
    this.site = site;
  }

  @Test
  void trustedService_isReachedOverTls() {
    String path = "/tls/" + UUID.randomUUID();
    HttpResponse<String> answer =
        GatewaySite.send(site.request(path).POST(BodyPublishers.ofString("a body")).build());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("hello");
    Received received = site.secure().only(path);
    assertThat(received.length()).isEqualTo(6);
    assertThat(received.values("Host")).containsExactly(site.secure().uri().getAuthority());
    assertThat(received.values("X-Forwarded-Proto"))
        .as("how the gateway was asked")
        .containsExactly("http");
  }

  @Test
  void certificateOfSomebodyElse_is503_andNoByteOfTheRequestLeaves() {
    int before = site.untrusted().connections();
    HttpResponse<String> answer = site.get("/tls-untrusted/" + UUID.randomUUID());
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(GatewaySite.code(answer)).isEqualTo("SERVICE_UNAVAILABLE");
    assertThat(site.untrusted().connections()).as("it was dialled").isGreaterThan(before);
    assertThat(site.untrusted().all()).isEmpty();
  }

  @Test
  void certificateForAnotherName_is503_andNoByteOfTheRequestLeaves() {
    int before = site.secure().connections();
    String path = "/tls-other-name/" + UUID.randomUUID();
    HttpResponse<String> answer = site.get(path);
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(GatewaySite.code(answer)).isEqualTo("SERVICE_UNAVAILABLE");
    assertThat(site.secure().connections()).as("it was dialled").isGreaterThan(before);
    assertThat(site.secure().received(path)).isEmpty();
  }
}

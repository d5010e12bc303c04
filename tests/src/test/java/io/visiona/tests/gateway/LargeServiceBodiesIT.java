package io.visiona.tests.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.tests.gateway.RecordingService.Received;
import io.visiona.tests.support.Bodies;
import io.visiona.tests.support.Proc;
import io.visiona.tests.support.ScriptedTarget;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Bodies of 1 GB go both ways through the gateway with the same hash and flat memory. */
@OnGatewaySite
final class LargeServiceBodiesIT {
  private static final long GIGABYTE = 1L << 30;
  private static final long WARM_UP = 64L << 20;
  private static final long GROWTH_LIMIT = 100L << 20;
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final GatewaySite site;

  LargeServiceBodiesIT(GatewaySite site) {
    this.site = site;
  }

  @Test
  void bodyDown_arrivesWhole_inFlatMemory() throws Exception {
    download(WARM_UP);
    Proc server = new Proc(site.stack().apiServer().pid());
    long before = server.residentBytes();
    assertThat(download(GIGABYTE)).isEqualTo(Bodies.sha256OfPattern(GIGABYTE));
    assertThat(server.residentBytes() - before).as("growth of the server").isLessThan(GROWTH_LIMIT);
  }

  @Test
  void bodyUp_arrivesWhole_inFlatMemory() throws Exception {
    upload(WARM_UP);
    Proc server = new Proc(site.stack().apiServer().pid());
    long before = server.residentBytes();
    Received received = upload(GIGABYTE);
    assertThat(received.length()).isEqualTo(GIGABYTE);
    assertThat(received.hash()).isEqualTo(Bodies.sha256OfPattern(GIGABYTE));
    assertThat(server.residentBytes() - before).as("growth of the server").isLessThan(GROWTH_LIMIT);
  }

  private String download(long length) throws IOException, InterruptedException {
    String path = "/open/" + UUID.randomUUID();
    site.service()
        .script(
            path,
            (socket, in, head) -> {
              ScriptedTarget.write(
                  socket,
                  "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: "
                      + length
                      + "\r\n\r\n");
              Bodies.writePattern(socket.getOutputStream(), length);
            });
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      try (InputStream body =
          client
              .send(site.request(path).timeout(LIMIT).build(), BodyHandlers.ofInputStream())
              .body()) {
        return Bodies.sha256(body);
      }
    }
  }

  private Received upload(long length) {
    String path = "/open/" + UUID.randomUUID();
    HttpResponse<String> answer =
        GatewaySite.send(
            site.request(path)
                .timeout(LIMIT)
                .POST(BodyPublishers.ofInputStream(() -> Bodies.pattern(length)))
                .build());
    assertThat(answer.statusCode()).isEqualTo(200);
    return site.service().only(path);
  }
}

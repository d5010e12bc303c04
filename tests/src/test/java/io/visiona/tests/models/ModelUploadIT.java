package io.visiona.tests.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.launch.Person;
import io.visiona.tests.support.Bodies;
import io.visiona.tests.support.Proc;
import io.visiona.tests.support.RawExchange;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Uploads of people's own models: what is too large, breaks off or is nonsense leaves nothing; what
 * is large arrives in flat memory.
 */
@OnModelWorld
final class ModelUploadIT {
  private static final Duration SOON = Duration.ofSeconds(15);
  private static final long GROWTH_LIMIT = 100 * ModelWorld.MEGABYTE;

  private final ModelWorld world;
  private final Person alice;

  ModelUploadIT(ModelWorld world) {
    this.world = world;
    this.alice = world.alice;
  }

  @Test
  void uploadOverTheLimit_is413_whetherItSaysSoOrNot_andLeavesNothing() throws Exception {
    long before = world.count();
    List<String> files = world.files();
    HttpResponse<String> sized = Uploads.sendSized(alice, "big", "KL720", 2 * ModelWorld.LARGEST);
    assertThat(sized.statusCode()).isEqualTo(413);
    assertThat(code(sized)).isEqualTo("payload_too_large");
    HttpResponse<String> chunked = Uploads.send(alice, "big", "KL720", ModelWorld.LARGEST + 1);
    assertThat(chunked.statusCode()).isEqualTo(413);
    assertThat(code(chunked)).isEqualTo("payload_too_large");
    assertThat(world.count()).isEqualTo(before);
    assertThat(world.files()).isEqualTo(files);
  }

  @Test
  void uploadOfTheLargestSize_arrivesWhole_inFlatMemory() throws Exception {
    assertThat(Uploads.send(alice, "warm-up", "KL720", 32 * ModelWorld.MEGABYTE).statusCode())
        .isEqualTo(201);
    Proc server = new Proc(world.stack.apiServer().pid());
    long before = server.residentBytes();

    HttpResponse<String> made = Uploads.send(alice, "large", "KL720", ModelWorld.LARGEST);

    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    assertThat(Person.json(made.body()).getString("sha256"))
        .isEqualTo(Bodies.sha256OfPattern(ModelWorld.LARGEST));
    assertThat(server.residentBytes() - before).as("growth of the server").isLessThan(GROWTH_LIMIT);
    assertThat(alice.delete("/api/models/" + Person.json(made.body()).getString("id")).statusCode())
        .isEqualTo(204);
  }

  @Test
  void uploadThatBreaksOff_leavesNeitherFileNorRow() throws Exception {
    long before = world.count();
    List<String> files = world.files();
    String head = Uploads.head("half", "KL720");
    try (RawExchange exchange = new RawExchange(world.stack.api())) {
      exchange.send(
          "POST /api/models HTTP/1.1\r\nHost: 127.0.0.1:"
              + world.stack.api().getPort()
              + "\r\nCookie: "
              + alice.cookie()
              + "\r\nX-CSRF: 1\r\nOrigin: "
              + alice.origin()
              + "\r\nContent-Type: "
              + Uploads.TYPE
              + "\r\nContent-Length: 1000000\r\n\r\n"
              + head
              + "x".repeat(200_000));
      await()
          .atMost(SOON)
          .until(() -> world.files().stream().anyMatch(name -> name.endsWith(".part")));
    }
    await().atMost(SOON).until(() -> world.files().equals(files));
    assertThat(world.count()).isEqualTo(before);
  }

  @Test
  void uploadOfAnotherShape_isRefused() {
    HttpRequest json = alice.changing("/api/models").POST(BodyPublishers.ofString("{}")).build();
    assertThat(alice.send(json).statusCode()).isEqualTo(415);
    assertThat(Uploads.send(alice, " ", "KL720", 10).statusCode()).isEqualTo(400);
    HttpResponse<String> chip = Uploads.send(alice, "name", "../etc", 10);
    assertThat(chip.statusCode()).isEqualTo(400);
    assertThat(Person.json(chip.body()).getJsonObject("error").getString("message"))
        .startsWith("chip ");
    assertThat(Uploads.send(alice, "empty", "KL720", 0).statusCode()).isEqualTo(400);
    HttpRequest forged =
        alice
            .request("/api/models")
            .header("Content-Type", Uploads.TYPE)
            .POST(BodyPublishers.ofInputStream(() -> Uploads.body("n", "c", 1)))
            .build();
    assertThat(code(alice.send(forged))).isEqualTo("csrf_rejected");
  }

  private static String code(HttpResponse<String> response) {
    return Person.json(response.body()).getJsonObject("error").getString("code");
  }
}

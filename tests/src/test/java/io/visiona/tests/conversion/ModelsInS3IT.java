package io.visiona.tests.conversion;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Person;
import io.visiona.tests.models.Uploads;
import io.visiona.tests.support.Bodies;
import jakarta.json.JsonObject;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Uploaded models of a server that keeps them in a bucket. */
@OnConversionWorld
final class ModelsInS3IT {
  /** Several parts, and no multiple of one. */
  private static final long SIZE = (40L << 20) + 7;

  private static final long FIRST = (16L << 20) - 5;
  private static final int LENGTH = 11;

  private final World world;
  private final Person alice;

  ModelsInS3IT(World world) {
    this.world = world;
    this.alice = world.alice;
  }

  @Test
  void model_goesIntoTheBucket_isReadWholeAndByRange_andDeleted() throws Exception {
    HttpResponse<String> made = Uploads.send(alice, "in a bucket", "KL720", SIZE);
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    JsonObject model = Person.json(made.body());
    String id = model.getString("id");
    assertThat(model.getString("sha256")).isEqualTo(Bodies.sha256OfPattern(SIZE));
    assertThat(world.s3.keys()).contains("models/" + id);
    assertThat(onDisk(id)).as("it is nowhere else").isFalse();

    String content = "/api/models/" + id + "/content";
    HttpResponse<InputStream> whole =
        alice.client().send(alice.request(content).GET().build(), BodyHandlers.ofInputStream());
    try (InputStream body = whole.body()) {
      assertThat(whole.statusCode()).isEqualTo(200);
      assertThat(Bodies.sha256(body)).isEqualTo(Bodies.sha256OfPattern(SIZE));
    }
    HttpResponse<byte[]> part =
        alice
            .client()
            .send(
                alice
                    .request(content)
                    .header("Range", "bytes=" + FIRST + "-" + (FIRST + LENGTH - 1))
                    .GET()
                    .build(),
                BodyHandlers.ofByteArray());
    assertThat(part.statusCode()).isEqualTo(206);
    try (InputStream pattern = Bodies.pattern(SIZE)) {
      pattern.skipNBytes(FIRST);
      assertThat(part.body()).isEqualTo(pattern.readNBytes(LENGTH));
    }

    assertThat(alice.delete("/api/models/" + id).statusCode()).isEqualTo(204);
    assertThat(world.s3.keys()).doesNotContain("models/" + id);
  }

  private boolean onDisk(String id) throws Exception {
    Path folder = world.stack.apiServer().output().resolve("models");
    try (Stream<Path> files = Files.walk(folder)) {
      return files.anyMatch(file -> file.getFileName().toString().startsWith(id));
    }
  }
}

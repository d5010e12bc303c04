package io.visiona.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.agent.cameras.Camera;
import io.visiona.agent.devices.Device;
import io.visiona.agent.driver.DriverException;
import io.visiona.agent.inference.Strategy;
import io.visiona.agent.logs.LogSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What this agent may say is what the OpenAPI document tells, which the console's texts follow. */
final class DocumentedValuesTest {
  private static final Path DOCUMENT =
      Path.of("..", "api-war/src/main/resources/io/visiona/api/server/openapi/build")
          .resolve("agent-schemas.yaml");

  @Test
  void everyValue_isInTheDocument() throws IOException {
    String document = Files.readString(DOCUMENT);
    assertThat(document)
        .contains(
            sentence(Device.State.values()),
            sentence(Device.Use.values()),
            sentence(DriverException.Code.values()),
            sentence(Camera.State.values()),
            "[" + String.join(", ", words(Strategy.values())) + "]",
            "[" + String.join(", ", words(LogSource.values())) + "]");
  }

  /** "a, b or c". */
  private static String sentence(Enum<?>[] values) {
    List<String> words = words(values);
    int last = words.size() - 1;
    return String.join(", ", words.subList(0, last)) + " or " + words.get(last);
  }

  private static List<String> words(Enum<?>[] values) {
    return Stream.of(values).map(value -> value.name().toLowerCase(Locale.ROOT)).toList();
  }
}

package io.visiona.api.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.api.models.Source;
import io.visiona.api.models.converter.Chip;
import io.visiona.api.models.converter.Status;
import jakarta.json.Json;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every value of a list that the console shows as a word has a text: lists of agents as the OpenAPI
 * document tells them, those of the API as its enums do.
 */
final class ShownValuesTest {
  private static final Path DOCUMENT =
      Path.of("src/main/resources/io/visiona/api/server/openapi/build/agent-schemas.yaml");

  /** Not shown: what the person did, what is no fault, and what the agent says in its own words. */
  private static final Set<String> UNSAID =
      Set.of("stop_reason.requested", "stop_reason.replaced", "remedy.none", "fault.other");

  @ParameterizedTest
  @CsvSource({
    "Device, state, state.device",
    "Device, busy_with, busy_with",
    "Fault, code, fault",
    "Fault, remedy, remedy",
    "Flash, state, state.flash",
    "FlashError, code, error",
    "InferenceSession, stop_reason, stop_reason",
    "Camera, state, state.camera",
    "BatchItem, state, state.picture",
    "Cluster, state, state.cluster",
    "ClusterOrder, strategy, cluster.strategy",
    "ClusterOrder, strategy, cluster.strategy_text",
    "SystemHealth, status, state.health",
    "SystemCheck, name, system.check",
    "SystemCheck, status, state.health",
    "level, '', log.level",
  })
  void everyValueOfAnAgent_hasAText(String schema, String property, String prefix)
      throws IOException {
    everyOne(prefix, values(schema, property));
  }

  @Test
  void everyValueOfTheApi_hasAText() throws IOException {
    everyOne("state.conversion", Arrays.stream(Status.values()).map(Status::tag).toList());
    everyOne("state.source", Arrays.stream(Source.values()).map(Source::text).toList());
  }

  /** The log's sources and the chips stand in the console as they are called everywhere. */
  @Test
  void valuesThatAreShownAsTheyAre_areAllOffered() throws IOException {
    Path assets = Path.of("src/main/webapp/assets");
    assertThat(Files.readString(assets.resolve("parts/tab-logs.js")))
        .contains("SOURCES = ['" + String.join("', '", values("source", "")) + "']");
    assertThat(Files.readString(assets.resolve("parts/upload-form.js")))
        .contains(
            "'" + String.join("', '", Stream.of(Chip.values()).map(Chip::name).toList()) + "'");
  }

  private static void everyOne(String prefix, List<String> values) throws IOException {
    assertThat(values).as(prefix).hasSizeGreaterThan(1);
    for (String language : List.of("en", "zh-TW", "ko")) {
      Set<String> texts = texts(language);
      assertThat(values)
          .as("%s, %s", prefix, language)
          .allSatisfy(value -> {
            if (!UNSAID.contains(prefix + "." + value)) {
              assertThat(texts).contains(prefix + "." + value);
            }
          });
    }
  }

  private static Set<String> texts(String language) throws IOException {
    Path file = Path.of("src/main/webapp/texts", language + ".json");
    try (Reader in = Files.newBufferedReader(file);
        var json = Json.createReader(in)) {
      return Set.copyOf(json.readObject().keySet());
    }
  }

  /** Of {@code enum: [a, b]}, or of a description {@code 'a, b or c; others may come.'}. */
  private static List<String> values(String schema, String property) throws IOException {
    String document = Files.readString(DOCUMENT);
    String block = part(document, "    " + schema + ":\n", "\n    \\w");
    String field =
        property.isEmpty() ? block : part(block, "        " + property + ":\n", "\n        \\w");
    Matcher words =
        Pattern.compile("enum: \\[(.*?)]|description: '?([a-z_]+(?:, [a-z_]+)* or [a-z_]+)[;.]")
            .matcher(field);
    assertThat(words.find()).as("%s.%s tells its values", schema, property).isTrue();
    String found = words.group(1) != null ? words.group(1) : words.group(2);
    return List.of(found.split(", | or ", -1));
  }

  private static String part(String text, String begin, String end) {
    int from = text.indexOf("\n" + begin);
    assertThat(from).as(begin).isNotNegative();
    String rest = text.substring(from + 1 + begin.length());
    Matcher next = Pattern.compile(end).matcher(rest);
    return next.find() ? rest.substring(0, next.start()) : rest;
  }
}

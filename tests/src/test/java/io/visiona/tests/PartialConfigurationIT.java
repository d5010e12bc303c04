package io.visiona.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.launch.Installation;
import io.visiona.launch.Ports;
import io.visiona.launch.ServerProcess;
import io.visiona.launch.ServerVariables;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.SuiteSecrets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * A server whose settings are missing or wrong says so in one block that people can read, and ends.
 */
final class PartialConfigurationIT {
  private static final Duration ENDED = Duration.ofMinutes(5);

  /** {@code EX_CONFIG} of {@code sysexits.h}. */
  private static final int BAD_CONFIGURATION = 78;

  /** {@code EX_UNAVAILABLE} of it. */
  private static final int UNAVAILABLE = 69;

  private static final Pattern MISSING = Pattern.compile("(visiona[a-z.-]+) is missing");
  private static final Pattern STACK = Pattern.compile("\\\\tat |\\tat |\\bat [a-z]+\\.|Exception");

  private static final Map<String, String> SECRETS =
      Map.of(
          "visiona.file-access.service-client-secret", "hunter2-of-the-file-server",
          "visiona.member-center.service-client-secret", "hunter2-of-the-service-client",
          "visiona.converter.api-key", "hunter2-of-the-converter");

  @Test
  void someKeysOfAService_areRefused_namingThoseThatAreMissing_andNoSecret() throws IOException {
    SECRETS.forEach(SuiteSecrets::remember);
    Map<String, String> some = new TreeMap<>(SECRETS);
    some.put("visiona.file-access.tenant-id", "tenant");
    some.put("visiona.session.idle-timeout", "soon");
    try (Stack stack = Stack.apiThatDoesNotServe(some)) {
      ServerProcess server = stack.apiServer();
      await().atMost(ENDED).until(() -> !server.isAlive());

      assertThat(server.exitStatus()).isEqualTo(BAD_CONFIGURATION);
      String console = Files.readString(server.console(), StandardCharsets.UTF_8);
      String messages = Files.readString(server.messages(), StandardCharsets.UTF_8);
      for (String log : List.of(console, messages)) {
        TreeSet<String> named =
            new TreeSet<>(MISSING.matcher(log).results().map(found -> found.group(1)).toList());
        assertThat(named)
            .containsExactly(
                "visiona.converter.url",
                "visiona.file-access.base-url",
                "visiona.file-access.mc-base-url",
                "visiona.file-access.service-client-id",
                "visiona.member-center.service-client-id");
        assertThat(log)
            .containsOnlyOnce("Configuration problems (")
            .contains(
                "visiona.session.idle-timeout is not a duration (250ms, 10s, 30m, 12h) (variable of"
                    + " the server)")
            .doesNotContain(SECRETS.values())
            .doesNotContainPattern(STACK);
      }
    }
  }

  @Test
  void aServerWithoutAnySettings_saysOfBothApplicationsWhatIsMissing_andEnds() throws IOException {
    Path output = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "bare");
    Map<String, String> ports = new TreeMap<>();
    ServerVariables.of(Ports.free())
        .forEach((key, value) -> {
          if (key.endsWith(".port")) {
            ports.put(key, value);
          }
        });
    try (ServerProcess server =
        ServerProcess.start(Installation.find(), "visiona", output, ports, List.of())) {
      await().atMost(ENDED).until(() -> !server.isAlive());

      assertThat(server.exitStatus()).isEqualTo(BAD_CONFIGURATION);
      String console = Files.readString(server.console(), StandardCharsets.UTF_8);
      assertThat(console)
          .containsOnlyOnce("relay does not start. Configuration problems (2):")
          .containsOnlyOnce("api does not start. Configuration problems (")
          .contains("visiona.internal.secret is required and must have at least 32 bytes (not set)")
          .contains("visiona.public-url is required (not set)")
          .doesNotContainPattern(STACK);
      assertThat(Files.readString(server.messages(), StandardCharsets.UTF_8))
          .containsOnlyOnce("api does not start. Configuration problems (")
          .doesNotContainPattern(STACK);
    }
  }

  /** It once ran on without its application, and answered 404 until somebody restarted it. */
  @Test
  void aServerWithoutRedisAndDatabase_saysSoInALineEach_andEnds() throws IOException {
    Map<String, String> away =
        Map.of(
            "visiona.redis.url",
            "redis://127.0.0.1:" + Ports.freePort(),
            "VISIONA_DB_URL",
            "jdbc:postgresql://127.0.0.1:" + Ports.freePort() + "/visiona",
            "visiona.start.database-wait",
            "2s",
            "visiona.oidc.client-id",
            "visiona");
    try (Stack stack = Stack.apiThatDoesNotServe(away)) {
      ServerProcess server = stack.apiServer();
      await().atMost(ENDED).until(() -> !server.isAlive());

      assertThat(server.exitStatus()).isEqualTo(UNAVAILABLE);
      assertThat(Files.readString(server.console(), StandardCharsets.UTF_8))
          .containsOnlyOnce("Redis does not answer: ")
          .containsOnlyOnce("The database does not answer; it is waited for, 2 s at most: ")
          .containsOnlyOnce("api does not start. The database does not answer: ")
          .doesNotContainPattern(STACK);
    }
  }
}

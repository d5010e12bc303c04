package io.visiona.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.launch.Http;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.SuiteSecrets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A server that has some of the keys of a service, and not all, serves nobody. */
final class PartialConfigurationIT {
  private static final Duration STARTED = Duration.ofMinutes(2);

  /** What the container says of an application that threw while it started. */
  private static final String NOT_STARTED = "CWWKZ0002E";

  private static final Pattern MISSING = Pattern.compile("(visiona[a-z.-]+) is missing");

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
    try (Stack stack = Stack.apiThatDoesNotServe(some)) {
      await().atMost(STARTED).until(() -> log(stack).contains(NOT_STARTED));

      TreeSet<String> named = new TreeSet<>(MISSING.matcher(log(stack)).results().map(found -> found.group(1)).toList());
      assertThat(named)
          .containsExactly(
              "visiona.converter.url",
              "visiona.file-access.base-url",
              "visiona.file-access.mc-base-url",
              "visiona.file-access.service-client-id",
              "visiona.member-center.service-client-id");
      assertThat(log(stack)).doesNotContain(SECRETS.values());
      for (String path : List.of("/healthz", "/health/ready", "/api/auth/login", "/api/models")) {
        assertThat(Http.status(stack.api().resolve(path))).as(path).isNotIn(200, 302, 401);
      }
    }
  }

  private static String log(Stack stack) throws IOException {
    return Files.exists(stack.apiServer().messages()) ? Files.readString(stack.apiServer().messages(), StandardCharsets.UTF_8) : "";
  }
}

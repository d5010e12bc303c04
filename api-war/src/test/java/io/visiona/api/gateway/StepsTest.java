package io.visiona.api.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.api.identity.users.User;
import io.visiona.api.proxy.HeaderRule.Action;
import io.visiona.shared.config.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StepsTest {

  /** The example of Slack's own documentation. */
  @Test
  void slacksExample_hasSlacksSignature() {
    String body =
        "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA"
            + "&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554"
            + "%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
    assertThat(
            SlackSignature.signature(
                "1531420618",
                body.getBytes(StandardCharsets.UTF_8),
                new Secret("8f742231b10e8888abcd99yyyzzz85a5")))
        .isEqualTo("v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x-user-id",
        "x_user_id",
        "x.user.id",
        "xuserid",
        "x--user--id",
        "x-username",
        "x_user-name",
        "x user id"
      })
  void identity_isRecognisedInAnySpelling(String name) {
    assertThat(isIdentity(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x-user-id-hint",
        "user-id",
        "x-request-id",
        "content-type",
        "",
        "x-users",
        "my-x-user-id"
      })
  void otherNames_areNotIdentity(String name) {
    assertThat(isIdentity(name)).isFalse();
  }

  private static boolean isIdentity(String name) {
    return ServiceHeaders.REQUEST
        .rule(name)
        .filter(rule -> Set.of("x-user-id", "x-username").contains(rule.name()))
        .filter(rule -> rule.action() == Action.DROP)
        .isPresent();
  }

  @Test
  void username_becomesAFieldThatNobodyMisreads() {
    assertThat(Identity.of(new User(UUID.randomUUID(), "alice+1@example.com")).usernameField())
        .isEqualTo("alice+1@example.com");
    assertThat(Identity.of(new User(UUID.randomUUID(), "a b%\u00e4")).usernameField())
        .isEqualTo("a%20b%25%C3%A4");
  }

  private static AccessLine line(String path, int status) {
    return new AccessLine(
        Instant.EPOCH, "req_1", "GET", path, null, "00000000", "s", 12, status, 0);
  }

  @Test
  void accessLine_isOneLineOfJson_whateverThePathSays() {
    assertThat(line("/gateway/a\"b\\c\n\u0001\u00e4\u2028\u202e", 503).json())
        .isEqualTo(
            "{\"timestamp\":\"1970-01-01T00:00:00Z\",\"level\":\"ERROR\",\"service\":\"gateway\",\"request_id\":\"req_1\",\"method\":\"GET\","
                + "\"path\":\"/gateway/a\\\"b\\\\c\\n\\u0001\\u00e4\\u2028\\u202e\",\"username\":null,\"user_id\":\"00000000\",\"backend_service\":\"s\","
                + "\"response_time_ms\":12,\"status_code\":503,\"upstream_status\":null}\n");
  }

  @Test
  void accessLog_keepsAFewLargeFiles(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("logs/access.log");
    Files.createDirectories(folder.resolve("logs"));
    Files.write(file, new byte[51 * 1024 * 1024]);
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        AccessLog log = new AccessLog(Optional.of(file))) {
      log.start(executor);
      log.add(line("/gateway/x", 200));
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> Files.exists(folder.resolve("logs/access.log.1")) && Files.size(file) > 0);
    }
    assertThat(Files.readString(file)).isEqualTo(line("/gateway/x", 200).json());
    assertThat(Files.size(folder.resolve("logs/access.log.1"))).isEqualTo(51L * 1024 * 1024);
  }

  @Test
  void accessLog_writesEveryLineInOrder_alsoThoseThatWaitWhenItIsClosed(@TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("access.log");
    StringBuilder all = new StringBuilder();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        AccessLog log = new AccessLog(Optional.of(file))) {
      log.start(executor);
      for (int i = 0; i < 5_000; i++) {
        AccessLine line = line("/gateway/" + i, 200);
        all.append(line.json());
        log.add(line);
      }
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> Files.exists(file) && Files.size(file) == all.length());
      AccessLine late = line("/gateway/late", 200);
      all.append(late.json());
      log.add(late);
    }
    assertThat(Files.readString(file)).isEqualTo(all.toString());
  }
}

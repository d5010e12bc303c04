package io.visiona.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Installation;
import io.visiona.launch.Person;
import io.visiona.tests.support.Plain;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.TestAgent;
import io.visiona.tests.support.TestAgent.Kind;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Servers on one real PostgreSQL, configured as an operator does it. */
final class PostgresIT {
  private static final Pattern MIGRATED = Pattern.compile("Database schema at version \\d+, (\\d+) migrations applied now");

  @Test
  void serversThatStartAtOnceOnAnEmptyDatabase_migrateItOnceAndShareIt() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
        ExecutorService starters = Executors.newVirtualThreadPerTaskExecutor()) {
      Map<String, String> database =
          Map.of("VISIONA_DB_URL", postgres.getJdbcUrl("postgres", "postgres"), "VISIONA_DB_USER", "postgres", "VISIONA_DB_POOL", "5");
      Future<Stack> first = starters.submit(() -> Stack.allInOne(database));
      Future<Stack> second = starters.submit(() -> Stack.allInOne(database));
      try (Stack one = first.get();
          Stack two = second.get()) {
        assertThat(migrations(one) + migrations(two)).as("each migration by one of them").isEqualTo(migrations());
        share(one, two);
      }
    }
  }

  private static void share(Stack one, Stack two) throws Exception {
    try (Person here = one.signIn("alice");
        Person there = two.signIn("alice");
        TestAgent agent = TestAgent.online(one, here, Kind.JAVA_YAMUX)) {
      assertThat(here.get(agent.proxy("/healthz")).statusCode()).isEqualTo(200);
      assertThat(there.agents()).extracting(known -> known.getString("id")).containsExactly(agent.id());

      String code = here.pairingCode("elsewhere", false);
      JsonObject paired = TestAgent.exchange(two, code, "elsewhere");
      assertThat(here.agents()).extracting(known -> known.getString("id")).containsExactlyInAnyOrder(agent.id(), paired.getString("agent_id"));
      assertThat(Plain.post(one.api().resolve("/api/pairing/exchange"), "{\"code\":\"" + code + "\"}").statusCode()).isEqualTo(409);
    }
  }

  private static int migrations() throws IOException {
    try (Stream<Path> files = Files.list(Installation.find().root().resolve("api-war/src/main/resources/db/migration"))) {
      return (int) files.filter(file -> file.toString().endsWith(".sql")).count();
    }
  }

  private static int migrations(Stack stack) throws IOException {
    List<String> lines = Files.readAllLines(stack.apiServer().messages());
    return lines.stream()
        .map(MIGRATED::matcher)
        .filter(Matcher::find)
        .map(matcher -> Integer.parseInt(matcher.group(1)))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no word of a migration"));
  }
}

package io.visiona.api.server.start;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import io.visiona.api.agents.StoredAgentDirectory;
import io.visiona.api.platform.database.DatabaseKind;
import io.visiona.api.platform.database.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A new version on the schema and the data of the last release, and the last release beside it on
 * the new schema, as in a rolling upgrade. The last release stands here as its migrations and the
 * statements it sends. After a release: raise {@link #RELEASED}, add its migrations to {@link
 * #CHECKSUMS}, and write its statements down.
 */
final class UpgradeTest {
  private static final int RELEASED = 4;

  /** Of the migrations that the last release brought: they stay as they are. */
  private static final Map<String, Integer> CHECKSUMS =
      Map.of("1", 1359743318, "2", 1269079128, "3", 1752350616, "4", 853507461);

  private static final String STATEMENTS = "/upgrade/statements-of-0.1.sql";

  /** What the version before can't live with: it still reads and writes what is taken away. */
  private static final Pattern CONTRACTS =
      Pattern.compile(
          "(?i)\\bDROP\\s|\\bRENAME\\s|\\bSET\\s+NOT\\s+NULL|\\bALTER\\s+COLUMN\\s|\\bTRUNCATE\\s");

  private static final Pattern NEEDED_COLUMN =
      Pattern.compile("(?i)ADD\\s+COLUMN(?![^,;]*DEFAULT)[^,;]*NOT\\s+NULL");

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void dataOfTheLastRelease_isReadByThisOne(DatabaseKind kind) throws Exception {
    DataSource database = kind.create();
    lastRelease(database).migrate();
    UUID id = UUID.randomUUID();
    run(database, id);
    Schema.migrate(database);
    TestDatabase entities = TestDatabase.over(database);
    for (String entity :
        List.of(
            "AgentEntity",
            "PairingCodeEntity",
            "TunnelClosureEntity",
            "ModelEntity",
            "ConversionEntity",
            "UserEntity")) {
      assertThat(
              entities.<List<?>>call(
                  manager -> manager.createQuery("SELECT e FROM " + entity + " e").getResultList()))
          .as(entity)
          .hasSize(1);
    }
    assertThat(
            new StoredAgentDirectory(entities, Duration.ZERO, Ticker.systemTicker(), Runnable::run)
                .find("alice", id))
        .isPresent();
  }

  @ParameterizedTest
  @EnumSource
  void lastRelease_goesOnOnTheNewSchema(DatabaseKind kind) throws Exception {
    DataSource database = kind.create();
    Schema.migrate(database);
    run(database, UUID.randomUUID());
  }

  /** It is started again, or back, while the schema is the new one already. */
  @ParameterizedTest
  @EnumSource
  void lastRelease_startsOnTheNewSchema(DatabaseKind kind) throws Exception {
    DataSource database = kind.create();
    Schema.migrate(database);
    assertThat(lastRelease(database).migrate().migrationsExecuted).isZero();
  }

  @Test
  void releasedMigrations_areLeftAsTheyAre() {
    Map<String, Integer> found = new TreeMap<>();
    for (MigrationInfo info : configuration(DatabaseKind.H2.create()).load().info().all()) {
      if (Integer.parseInt(info.getVersion().getVersion()) <= RELEASED) {
        found.put(info.getVersion().getVersion(), info.getChecksum());
      }
    }
    assertThat(found).containsExactlyInAnyOrderEntriesOf(CHECKSUMS);
  }

  @Test
  void migrationsSinceTheLastRelease_onlyAdd() throws Exception {
    int seen = 0;
    for (MigrationInfo info : configuration(DatabaseKind.H2.create()).load().info().all()) {
      if (Integer.parseInt(info.getVersion().getVersion()) > RELEASED) {
        String sql = resource("/db/migration/" + info.getScript());
        assertThat(CONTRACTS.matcher(sql).results().map(match -> match.group()).toList())
            .as(info.getScript())
            .isEmpty();
        assertThat(NEEDED_COLUMN.matcher(sql).results().map(match -> match.group()).toList())
            .as("columns without a default in " + info.getScript())
            .isEmpty();
        seen++;
      }
    }
    assertThat(seen).isPositive();
  }

  /** Flyway as the last release has it: with its own migrations only. */
  private Flyway lastRelease(DataSource database) throws IOException {
    for (MigrationInfo info : configuration(database).load().info().all()) {
      if (Integer.parseInt(info.getVersion().getVersion()) <= RELEASED) {
        Files.writeString(
            folder.resolve(info.getScript()), resource("/db/migration/" + info.getScript()));
      }
    }
    return Flyway.configure()
        .dataSource(database)
        .locations("filesystem:" + folder)
        .failOnMissingLocations(true)
        .load();
  }

  private static FluentConfiguration configuration(DataSource database) {
    return Flyway.configure(Schema.class.getClassLoader())
        .dataSource(database)
        .locations("classpath:db/migration");
  }

  /** All statements of the last release, with this identifier; each must find its row. */
  private static void run(DataSource database, UUID id) throws SQLException, IOException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements(id)) {
        if (statement.execute(sql)) {
          assertThat(statement.getResultSet().next()).as(sql).isTrue();
        } else {
          assertThat(statement.getUpdateCount()).as(sql).isEqualTo(1);
        }
      }
    }
  }

  private static List<String> statements(UUID id) throws IOException {
    String text = resource(STATEMENTS).replaceAll("(?m)^--.*$", "");
    return Arrays.stream(
            text.replace("{id}", id.toString()).replace("{text}", "t-" + id).split(";"))
        .map(String::strip)
        .filter(sql -> !sql.isEmpty())
        .toList();
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = UpgradeTest.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException(name + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}

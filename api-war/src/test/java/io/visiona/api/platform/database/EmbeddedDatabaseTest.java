package io.visiona.api.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded database as a server has it by default (ADR 0054). */
final class EmbeddedDatabaseTest {
  private static final Path SETTINGS = Path.of("../liberty/shared/settings/api.xml");
  private static final Pattern URL =
      Pattern.compile("\"VISIONA_DB_URL\"\\s+defaultValue=\"([^\"]+)\"");

  /** H2 uses space again after 45 s by default: a test would have to wait for it. */
  private static final String USES_SPACE_AGAIN = ";RETENTION_TIME=20";

  /** So long that space is used again many times. */
  private static final Duration LONG = Duration.ofSeconds(2);

  @TempDir Path folder;
  private String url = "";

  @BeforeEach
  void read() throws Exception {
    Matcher found = URL.matcher(Files.readString(SETTINGS));
    assertThat(found.find()).isTrue();
    url = found.group(1) + USES_SPACE_AGAIN;
  }

  /** What is in the file right after a commit is what a server that is killed then leaves. */
  @Test
  void whatWasCommitted_isThereAfterAKill_alsoWhenSpaceIsUsedAgain() throws Exception {
    try (Connection connection = open("visiona");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE things (id INT PRIMARY KEY, text VARCHAR(200))");
      connection.setAutoCommit(false);
      Instant end = Instant.now().plus(LONG);
      for (int i = 1; Instant.now().isBefore(end); i++) {
        statement.execute("INSERT INTO things VALUES (" + i + ", '" + "t".repeat(100) + "')");
        connection.commit();
        Files.copy(file("visiona"), file("killed" + i));
        assertThat(things("killed" + i)).as("of %d, after a kill", i).isEqualTo(i);
        Files.delete(file("killed" + i));
      }
    }
  }

  private long things(String name) throws SQLException {
    try (Connection connection = open(name);
        Statement statement = connection.createStatement();
        ResultSet count = statement.executeQuery("SELECT COUNT(*) FROM things")) {
      count.next();
      return count.getLong(1);
    }
  }

  private Connection open(String name) throws SQLException {
    String here = folder.resolve("db").resolve(name).toString();
    return DriverManager.getConnection(
        url.replace("${server.output.dir}/db/visiona", here), "visiona", "");
  }

  private Path file(String name) {
    return folder.resolve("db").resolve(name + ".mv.db");
  }
}

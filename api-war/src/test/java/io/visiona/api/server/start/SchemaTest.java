package io.visiona.api.server.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.api.platform.database.DatabaseKind;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SchemaTest {

  @ParameterizedTest
  @EnumSource(DatabaseKind.class)
  void migration_makesEveryTable(DatabaseKind kind) throws SQLException {
    DataSource database = kind.create();
    assertThat(Schema.migrate(database)).isPositive();
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      for (String table :
          List.of("agents", "pairing_codes", "tunnel_closures", "models", "conversions", "users")) {
        assertThat(statement.executeQuery("SELECT COUNT(*) FROM " + table).next())
            .as(table)
            .isTrue();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(DatabaseKind.class)
  void secondStart_changesNothing(DatabaseKind kind) {
    DataSource database = kind.create();
    Schema.migrate(database);
    assertThat(Schema.migrate(database)).isZero();
  }

  /** The embedded H2 belongs to one server: its file is locked, and Flyway's lock holds nothing. */
  @ParameterizedTest
  @EnumSource(value = DatabaseKind.class, names = "POSTGRESQL")
  void serversThatStartAtOnce_applyEachMigrationOnce(DatabaseKind kind) throws Exception {
    DataSource database = kind.create();
    Callable<Integer> start = () -> Schema.migrate(database);
    List<Integer> applied = new ArrayList<>();
    try (ExecutorService servers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> server : servers.invokeAll(Collections.nCopies(4, start))) {
        applied.add(server.get());
      }
    }
    int all = Schema.migrate(kind.create());
    assertThat(applied.stream().mapToInt(Integer::intValue).sum())
        .as("each migration by one of them")
        .isEqualTo(all);
  }

  /** Without them Flyway finds nothing on Liberty and says nothing about it. */
  @Test
  void markersThatLibertyNeeds_areThere() {
    assertThat(getClass().getResource("/db/migration/flyway.location")).isNotNull();
    assertThat(getClass().getResource("/db/callback/flyway.location")).isNotNull();
  }
}

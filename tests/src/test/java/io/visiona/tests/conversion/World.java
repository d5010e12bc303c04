package io.visiona.tests.conversion;

import io.visiona.launch.EmbeddedServers;
import io.visiona.launch.Person;
import io.visiona.tests.support.Lasting;
import io.visiona.tests.support.S3Server;
import io.visiona.tests.support.ScriptedConverter;
import io.visiona.tests.support.Stack;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A server that is impatient, its database, its converter, its bucket of models, and somebody who
 * is signed in.
 */
final class World implements AutoCloseable {
  /** Bytes of a file that are too many. */
  static final int LIMIT = 1 << 20;

  /**
   * How long a server may take for a call: long enough for a machine that has other things to do.
   */
  private static final String TIMEOUT = "2s";

  final ScriptedConverter converter = new ScriptedConverter();

  /** Where its servers keep uploaded models. */
  final S3Server s3 = new S3Server();

  final Stack stack;
  final Person alice;

  /**
   * The embedded H2 writes half a second after a commit; where servers are killed, what PostgreSQL
   * promises is tested.
   */
  private final EmbeddedPostgres postgres;

  World(Map<String, String> variables) {
    try {
      postgres = EmbeddedServers.postgres();
    } catch (IOException e) {
      s3.close();
      converter.close();
      throw new UncheckedIOException(e);
    }
    try {
      stack = further(variables);
      alice = stack.signIn("alice");
    } catch (RuntimeException e) {
      close(postgres);
      s3.close();
      converter.close();
      throw e;
    }
  }

  /** Another server with the same converter on the same database. */
  Stack further(Map<String, String> variables) {
    Map<String, String> all = new TreeMap<>(converter.variables());
    all.putAll(s3.variables());
    all.put("VISIONA_DB_URL", postgres.getJdbcUrl("postgres", "postgres"));
    all.put("VISIONA_DB_USER", "postgres");
    all.put("VISIONA_DB_POOL", "10");
    all.put("visiona.converter.poll-interval", "200ms");
    all.put("visiona.converter.timeout", TIMEOUT);
    all.put(
        "visiona.converter.lease-margin",
        "5m"); // so that an upload which hears of its end hears of it otherwise
    all.put("visiona.converter.max-upload", Integer.toString(LIMIT));
    all.putAll(variables);
    return Stack.allInOne(all);
  }

  /** Makes a conversion's last change lie that many days back. */
  void age(String id, int days) {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        PreparedStatement update =
            connection.prepareStatement(
                "UPDATE conversions SET updated_at = updated_at - make_interval(days => ?) WHERE id = ?")) {
      update.setInt(1, days);
      update.setObject(2, UUID.fromString(id));
      if (update.executeUpdate() != 1) {
        throw new IllegalStateException("there is no such conversion");
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    alice.close();
    stack.close();
    s3.close();
    converter.close();
    close(postgres);
  }

  private static void close(EmbeddedPostgres postgres) {
    try {
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives tests the one world of the run, its converter correct again. */
  static final class Shared implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == World.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      World world = Lasting.get(context, World.class, World.class, () -> new World(Map.of()));
      world.converter.reset();
      return world;
    }
  }
}

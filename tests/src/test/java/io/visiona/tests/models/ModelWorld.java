package io.visiona.tests.models;

import io.visiona.launch.EmbeddedServers;
import io.visiona.launch.Person;
import io.visiona.tests.support.Lasting;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.SuiteSecrets;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** A server whose library can be filled from behind, through its database. */
final class ModelWorld implements AutoCloseable {
  static final long MEGABYTE = 1L << 20;

  /** Bytes of the largest upload: more than a server that held one would grow unnoticed. */
  static final long LARGEST = 128 * MEGABYTE;

  /** Life of a download token. */
  static final int TTL_SECONDS = 5;

  private static final String HASH = "0123456789abcdef".repeat(4);

  final Stack stack;
  final Standins standins;
  final Person alice;
  final Person bob;

  /** Since this world began, so that a test which needs a long watch need not wait for it. */
  final LongWatch watch;

  private final EmbeddedPostgres postgres;

  private ModelWorld() {
    try {
      postgres = EmbeddedServers.postgres();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> variables =
        new TreeMap<>(
            Map.of(
                "VISIONA_DB_URL",
                postgres.getJdbcUrl("postgres", "postgres"),
                "VISIONA_DB_USER",
                "postgres",
                "VISIONA_DB_POOL",
                "5"));
    variables.put("visiona.models.max-upload", Long.toString(LARGEST));
    variables.put("visiona.file-access.token-ttl", TTL_SECONDS + "s");
    stack = Stack.allInOne(variables);
    standins = new Standins(stack);
    alice = stack.signIn("alice");
    bob = stack.signIn("bob");
    watch = longWatch();
  }

  private LongWatch longWatch() {
    try {
      return new LongWatch(alice, stack.api(), running());
    } catch (IOException | SQLException e) {
      stack.close();
      throw new IllegalStateException(e);
    }
  }

  /** What promoting a conversion leaves in the library of Alice. */
  UUID promoted(String key) throws SQLException {
    return insert(
        "INSERT INTO models (id, owner, name, chip, object_key, sha256, source, size_bytes, conversion_id, created_at, updated_at)"
            + " VALUES (?, ?, 'The converted model of Alice', 'KL720', ?, ?, 'converted', 10, '"
            + UUID.randomUUID()
            + "', ?, ?)",
        key);
  }

  /** A conversion of Alice that succeeded, and whose result is on the file server. */
  UUID converted(String key) throws SQLException {
    return insert(
        "INSERT INTO conversions (id, owner, name, chip, object_key, result_sha256, status, progress, job_id, result_size, abandoned,"
            + " attempts, created_at, updated_at, answered_at)"
            + " VALUES (?, ?, 'A conversion', 'KL720', ?, ?, 'SUCCEEDED', 100, 'job-1', 10, FALSE, 0, ?, ?, now())",
        key);
  }

  /** A conversion of Alice that goes on until somebody says otherwise: nothing is due about it. */
  private UUID running() throws SQLException {
    return insert(
        "INSERT INTO conversions (id, owner, name, chip, object_key, result_sha256, status, progress, job_id, abandoned, attempts,"
            + " created_at, updated_at, answered_at)"
            + " VALUES (?, ?, 'A long conversion', 'KL720', ?, ?, 'RUNNING', 1, 'job-long', FALSE, 0, ?, ?, now())",
        "models/" + UUID.randomUUID() + "/long.nef");
  }

  /** Ends one that goes on. */
  void succeed(UUID conversion) throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        PreparedStatement update =
            connection.prepareStatement(
                "UPDATE conversions SET status = 'SUCCEEDED', progress = 100 WHERE id = ?")) {
      update.setObject(1, conversion);
      update.executeUpdate();
    }
  }

  private UUID insert(String sql, String key) throws SQLException {
    UUID id = UUID.randomUUID();
    SuiteSecrets.remember("object key", key);
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setObject(1, id);
      insert.setString(2, Standins.ALICE);
      insert.setString(3, key);
      insert.setString(4, HASH);
      insert.setObject(5, OffsetDateTime.now(ZoneOffset.UTC));
      insert.setObject(6, OffsetDateTime.now(ZoneOffset.UTC));
      insert.executeUpdate();
    }
    return id;
  }

  /** How many models there are. */
  long count() throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        ResultSet rows = connection.createStatement().executeQuery("SELECT COUNT(*) FROM models")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** Where the server keeps uploads. */
  Path folder() {
    return stack.apiServer().output().resolve("models");
  }

  /** The names of what is there. */
  List<String> files() throws IOException {
    if (!Files.isDirectory(folder())) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder())) {
      return all.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Override
  public void close() throws IOException {
    try {
      watch.close();
      alice.close();
      bob.close();
      stack.close();
    } finally {
      postgres.close();
    }
  }

  /** Gives tests the one world of the run, its stand-ins correct again. */
  static final class Shared implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == ModelWorld.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      ModelWorld world = Lasting.get(context, ModelWorld.class, ModelWorld.class, ModelWorld::new);
      world.standins.heal();
      return world;
    }
  }
}

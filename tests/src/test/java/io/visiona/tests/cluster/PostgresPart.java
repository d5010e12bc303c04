package io.visiona.tests.cluster;

import io.visiona.launch.Ports;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sql.DataSource;

/** A PostgreSQL that can be stopped and comes back with what it had. Not thread-safe. */
final class PostgresPart implements AutoCloseable {
  private final int port = Ports.freePort();
  private final Path data;
  private EmbeddedPostgres running;

  PostgresPart() throws IOException {
    Path parent = Files.createDirectories(Path.of("target", "stacks").toAbsolutePath());
    data = Files.createTempDirectory(parent, "postgres");
    running = launch();
  }

  private EmbeddedPostgres launch() throws IOException {
    return EmbeddedPostgres.builder()
        .setPort(port)
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .start();
  }

  String url() {
    return running.getJdbcUrl("postgres", "postgres");
  }

  DataSource database() {
    return running.getPostgresDatabase();
  }

  /** Ends it, and every connection to it. */
  void stop() throws IOException {
    running.close();
  }

  /** With what it had. */
  void start() throws IOException {
    running = launch();
  }

  @Override
  public void close() throws IOException {
    running.close();
  }
}

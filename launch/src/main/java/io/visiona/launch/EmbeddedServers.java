package io.visiona.launch;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import redis.embedded.RedisServer;

/** A real Redis and a real PostgreSQL from embedded binaries, on loopback only. */
public final class EmbeddedServers {
  private EmbeddedServers() {}

  /**
   * Starts a Redis that keeps nothing on disk.
   *
   * @param port as of {@link Ports#freePort()}
   */
  public static RedisServer redis(int port) throws IOException {
    RedisServer redis =
        RedisServer.builder().port(port).setting("bind 127.0.0.1").setting("save \"\"").build();
    redis.start();
    return redis;
  }

  /** Starts a PostgreSQL with an empty database, on a port as of {@link Ports#freePort()}. */
  public static EmbeddedPostgres postgres() throws IOException {
    return EmbeddedPostgres.builder().setPort(Ports.freePort()).start();
  }
}

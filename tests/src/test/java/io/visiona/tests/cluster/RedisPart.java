package io.visiona.tests.cluster;

import io.visiona.launch.EmbeddedServers;
import io.visiona.launch.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.embedded.RedisServer;

/** A Redis that keeps nothing on disk, and can be suspended and emptied. Not thread-safe. */
final class RedisPart implements AutoCloseable {
  private static final int LIMIT_MILLIS = 10_000;
  private static final Pattern PROCESS = Pattern.compile("process_id:(\\d+)");

  private final int port = Ports.freePort();
  private RedisServer running;

  RedisPart() throws IOException {
    running = EmbeddedServers.redis(port);
  }

  String url() {
    return "redis://127.0.0.1:" + port;
  }

  /** The value of a key; empty where there is none. */
  String get(String key) {
    String answer = tell("GET " + key);
    int line = answer.indexOf("\r\n");
    return answer.startsWith("$-1") ? "" : answer.substring(line + 2).strip();
  }

  /** A command in Redis's inline form, and the answer as it is on the wire. */
  String tell(String command) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(LIMIT_MILLIS);
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
      socket.shutdownOutput();
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long pid() {
    Matcher process = PROCESS.matcher(tell("INFO server"));
    if (!process.find()) {
      throw new IllegalStateException("Redis does not tell its process");
    }
    return Long.parseLong(process.group(1));
  }

  /** Ends it and starts it again with nothing in it. */
  void restartEmpty() throws IOException {
    running.stop();
    running = EmbeddedServers.redis(port);
  }

  @Override
  public void close() throws IOException {
    running.stop();
  }
}

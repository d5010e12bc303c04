package io.visiona.incontainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.incontainer.relay.ApiStub;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Stopping an application leaves nothing of it in the server, and it can be started again there.
 * Runs beside the server. What is compared is one stop with the next: the first may leave behind
 * what the container and the JDK make once.
 */
public final class StopAndStart {
  private static final int PATIENCE_MILLIS = 20_000;

  /** Names that threads of ours and of the libraries in the WARs have. */
  private static final Pattern OURS =
      Pattern.compile(
          "visiona-.*|lettuce-.*|.*[Ee]ventLoop.*|HttpClient-.*|idle-connection-.*|BatchSpan.*|OkHttp.*|Flyway.*|globalEventExecutor.*");

  /** The data source is declared in server.xml, so it stays when the application goes. */
  private static final Pattern OF_THE_SERVER =
      Pattern.compile("[:,](?:jndiName|name)=jdbc/visiona,");

  private StopAndStart() {}

  /** What is left in a server whose application was stopped. */
  private record Left(List<String> threads, Set<String> beans, List<String> descriptors) {
    static Left in(ServerLook server) throws IOException {
      return new Left(server.threads(), server.beans(), server.descriptors());
    }

    boolean hasThreadsOfOurs() {
      return threads.stream().anyMatch(name -> OURS.matcher(name).matches());
    }

    void hasNothingOfOurs() {
      assertThat(threads).noneMatch(name -> OURS.matcher(name).matches());
      assertThat(beans)
          .filteredOn(name -> !OF_THE_SERVER.matcher(name).find())
          .noneMatch(name -> name.contains("visiona"));
      assertThat(descriptors).noneMatch(name -> name.contains("/models/"));
    }

    /** Looks again for a while: connections that the server itself ends take their time. */
    void isNoMoreThan(Left before, ServerLook server) throws IOException {
      Instant limit = Instant.now().plusMillis(PATIENCE_MILLIS);
      Left now = this;
      while (now.hasMoreThan(before) && Instant.now().isBefore(limit)) {
        now = Left.in(server);
      }
      assertThat(now.beansSince(before)).as("management beans").isEmpty();
      assertThat(now.descriptors.size())
          .as("descriptors, as %s, and before %s", now.descriptors, before.descriptors)
          .isLessThanOrEqualTo(before.descriptors.size() + 2);
    }

    private boolean hasMoreThan(Left before) {
      return !beansSince(before).isEmpty() || descriptors.size() > before.descriptors.size() + 2;
    }

    private Set<String> beansSince(Left before) {
      Set<String> more = new TreeSet<>(beans);
      more.removeAll(before.beans);
      return more;
    }
  }

  /** The relay, with a tunnel open each time. */
  public static void relay() throws Exception {
    int port = Integer.getInteger("in-container.relay.port");
    try (ServerLook server = ServerLook.at("relay");
        ApiStub _ =
            new ApiStub(Integer.getInteger("in-container.relay.api-port"), ApiStub.ACTIVE)) {
      Left first = stoppedWithATunnel(server, port);
      server.startApplication();
      Left second = stoppedWithATunnel(server, port);
      second.isNoMoreThan(first, server);
      server.startApplication();
      assertThat(Wire.send(port, "", "GET /healthz").status()).isEqualTo(200);
    }
  }

  private static Left stoppedWithATunnel(ServerLook server, int port) throws Exception {
    try (Socket tunnel = new Socket(InetAddress.getLoopbackAddress(), port)) {
      tunnel.setSoTimeout(PATIENCE_MILLIS);
      String request =
          "GET /tunnel/connect HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAuthorization: Bearer some-token\r\nConnection: Upgrade\r\nUpgrade: yamux\r\n\r\n"
              .formatted(port);
      tunnel.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      byte[] head = tunnel.getInputStream().readNBytes("HTTP/1.1 101".length());
      assertThat(new String(head, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 101");
      // The answer goes out a moment before there is a tunnel.
      Instant limit = Instant.now().plusMillis(PATIENCE_MILLIS);
      String status = Wire.send(port, "", "GET /relay/status").body();
      while (!status.contains("\"tunnels\":1") && Instant.now().isBefore(limit)) {
        status = Wire.send(port, "", "GET /relay/status").body();
      }
      assertThat(status).contains("\"tunnels\":1");
      server.stopApplication();
      // To the end of the stream: the tunnel is closed, not forgotten.
      assertThat(tunnel.getInputStream().readAllBytes()).isNotEmpty();
    }
    Left left = Left.in(server);
    left.hasNothingOfOurs();
    return left;
  }

  /** The API, with sessions in Redis and its database. */
  public static void api() throws Exception {
    int port = Integer.getInteger("in-container.api.port");
    try (ServerLook server = ServerLook.at("api")) {
      Left first = stopped(server, port);
      server.startApplication();
      Left second = stopped(server, port);
      second.isNoMoreThan(first, server);
      server.startApplication();
      assertThat(Wire.send(port, "", "GET /healthz").status()).isEqualTo(200);
    }
  }

  private static Left stopped(ServerLook server, int port) throws Exception {
    // A cookie that is not ours never gets as far as Redis; readiness asks it, and the database.
    // Who has just started may still be connecting.
    Instant limit = Instant.now().plusMillis(PATIENCE_MILLIS);
    String ready = Wire.send(port, "", "GET /health/ready").body();
    while (!isUp(ready) && Instant.now().isBefore(limit)) {
      ready = Wire.send(port, "", "GET /health/ready").body();
    }
    assertThat(isUp(ready)).as(ready).isTrue();
    assertThat(connectionsOfRedis()).isPositive();
    server.stopApplication();
    // Netty's global executor ends by itself when it has had nothing to do for a second.
    Left left = Left.in(server);
    Instant ended = Instant.now().plusMillis(PATIENCE_MILLIS);
    while (left.hasThreadsOfOurs() && Instant.now().isBefore(ended)) {
      left = Left.in(server);
    }
    left.hasNothingOfOurs();
    assertThat(connectionsOfRedis()).as("connections of Redis").isZero();
    assertThat(server.connectionsInUse()).as("connections of the database in use").isZero();
    return left;
  }

  private static boolean isUp(String ready) {
    return ready.contains("{\"name\":\"session_store\",\"status\":\"UP\"}")
        && ready.contains("{\"name\":\"database\",\"status\":\"UP\"}");
  }

  /** Others than this one. */
  private static int connectionsOfRedis() throws IOException {
    int port = Integer.getInteger(TestServers.REDIS_PORT);
    try (Socket redis = new Socket(InetAddress.getLoopbackAddress(), port)) {
      redis.setSoTimeout(PATIENCE_MILLIS);
      redis.getOutputStream().write("CLIENT LIST\r\nQUIT\r\n".getBytes(StandardCharsets.US_ASCII));
      String all = new String(redis.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return (int) all.lines().filter(line -> line.startsWith("id=")).count() - 1;
    }
  }
}

package io.visiona.tests.cluster;

import io.visiona.launch.Balancer;
import io.visiona.launch.Person;
import io.visiona.launch.Ports;
import io.visiona.launch.ServerProcess;
import io.visiona.shared.config.Secret;
import io.visiona.shared.identity.ServiceTokens;
import io.visiona.tests.support.Lasting;
import io.visiona.tests.support.Plain;
import io.visiona.tests.support.Stack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Two relays and two API servers on one PostgreSQL and two Redis, one for sessions and one for the
 * directory. API server 1 reaches relay 2 over {@link #way()}, which can be cut; that both servers
 * know the relay by one name is what makes two ways of it. API server 2 goes on forwarding without
 * the database.
 */
final class TwoByTwo implements AutoCloseable {
  /** For what stands in front of it, beside the balancer, whose port it may have for agents. */
  static final String FRONT = "127.0.0.2";

  /** Where API server 1 finds relay 2. */
  private static final String OTHER_WAY = "127.0.0.12";

  private static final String RELAY_1 = "relay-1.test";
  private static final String RELAY_2 = "relay-2.test";

  private final int peoplePort = Ports.freePort();
  private final RedisPart sessions;
  private final RedisPart directory;
  private final PostgresPart postgres;
  private final Balancer balancer;
  private final Stack one;
  private final Stack other;
  private final Way way;

  TwoByTwo() throws IOException {
    sessions = new RedisPart();
    directory = new RedisPart();
    postgres = new PostgresPart();
    balancer = new Balancer(0, false);
    one = pair(1, Map.of(), OTHER_WAY);
    other =
        pair(
            2,
            Map.of(
                "visiona.oidc.issuer",
                "http://127.0.0.1:" + one.ports().standins(),
                "visiona.public-url",
                one.api().toString()),
            "127.0.0.1");
    way = new Way(InetAddress.ofLiteral(OTHER_WAY), other.ports().relayInternal());
  }

  private Stack pair(int number, Map<String, String> more, String relay2) throws IOException {
    Path hosts = Files.createTempFile("visiona-hosts", "");
    Files.writeString(
        hosts,
        "127.0.0.1 localhost %s %s%n%s %s%n"
            .formatted(InetAddress.getLocalHost().getHostName(), RELAY_1, relay2, RELAY_2));
    Map<String, String> shared = new TreeMap<>(more);
    shared.put("visiona.tunnel.directory", "redis");
    shared.put("visiona.tunnel.directory-url", directory.url());
    shared.put("visiona.redis.url", sessions.url());
    shared.put("visiona.session.store", "redis");
    shared.put("visiona.relay.allowed-urls", "http://relay-[12]\\.test:\\d+");
    shared.put("visiona.tunnel.url", "http://127.0.0.1:" + balancer.port() + "/tunnel/connect");
    shared.put("visiona.tunnel.host-alias", "*:" + balancer.port());
    shared.put("visiona.api.host-alias", "*:" + peoplePort);
    shared.put("visiona.tunnel.drain-notice", "5s");
    shared.put("visiona.tunnel.drain-time", "2s");
    shared.put("VISIONA_DB_URL", postgres.url());
    shared.put("VISIONA_DB_USER", "postgres");
    shared.put("VISIONA_DB_POOL", "5");
    return Stack.split(
        ports -> {
          Map<String, String> own = new TreeMap<>(shared);
          own.put("visiona.relay.id", "relay-" + number);
          own.put(
              "visiona.relay.internal-url",
              "http://" + (number == 1 ? RELAY_1 : RELAY_2) + ":" + ports.relayInternal());
          own.put("visiona.relay.public-url", "http://127.0.0.1:" + ports.tunnel());
          if (number == 1) {
            // For agents that dial over IPv6.
            own.put("visiona.bind.host", "*");
          }
          return own;
        },
        _ -> {
          Map<String, String> own = new TreeMap<>(shared);
          if (number == 2) {
            own.put("visiona.forward.owner-grace", "5m");
          }
          return own;
        },
        Map.of("JVM_ARGS", "-Djdk.net.hosts.file=" + hosts),
        "/health/ready");
  }

  /** Relay 1 and API server 1, at which people sign in. */
  Stack one() {
    return one;
  }

  /** Relay 2 and API server 2. */
  Stack other() {
    return other;
  }

  List<Stack> both() {
    return List.of(one, other);
  }

  /** The port at {@link #FRONT} that API servers know as their site's. */
  int peoplePort() {
    return peoplePort;
  }

  /** What newly paired agents dial. */
  Balancer balancer() {
    return balancer;
  }

  /** From API server 1 to relay 2. */
  Way way() {
    return way;
  }

  /** The Redis that the directory is in. */
  RedisPart directory() {
    return directory;
  }

  PostgresPart postgres() {
    return postgres;
  }

  /** Of whichever relay, what it tells everybody. */
  static int status(Stack relay, String figure) {
    return Person.json(Plain.get(URI.create(relay.tunnel() + "/relay/status")).body())
        .getInt(figure);
  }

  /** How many tunnels a relay has. */
  static int tunnels(Stack relay) {
    return status(relay, "tunnels");
  }

  /** What lets a server of ours in at a relay. */
  static String bearer(String relay) {
    return bearerOf(ServiceTokens.relay(relay));
  }

  /** What lets a server of ours in where that audience is asked for. */
  static String bearerOf(String audience) {
    return "Bearer "
        + new ServiceTokens(new Secret(Stack.INTERNAL_SECRET), Clock.systemUTC())
            .issue("test", audience);
  }

  /** Where an agent's tunnel is as the directory has it: {@code relay-1}; empty for nowhere. */
  String place(String agent) {
    String[] words = directory.get("va:a:{" + agent + "}").split(" ", -1);
    return words.length > 1 ? words[1] : "";
  }

  /** The relay's or API's servers, whatever was done to them, run and serve. */
  void revive() {
    for (Stack each : both()) {
      for (ServerProcess server : List.of(each.relayServer(), each.apiServer())) {
        if (!server.isAlive()) {
          server.restart();
        }
      }
    }
    for (Stack each : both()) {
      each.relayServer().awaitReady();
      each.apiServer().awaitReady();
    }
  }

  @Override
  public void close() throws IOException {
    for (Stack each : both()) {
      for (ServerProcess server : List.of(each.relayServer(), each.apiServer())) {
        if (server.isAlive()) {
          Signals.resume(server.pid());
        }
      }
    }
    one.close();
    other.close();
    way.close();
    balancer.close();
    postgres.close();
    directory.close();
    sessions.close();
  }

  /** Gives tests the one cluster of the run, all of it running. */
  static final class Shared implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == TwoByTwo.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      Supplier<TwoByTwo> start =
          () -> {
            try {
              return new TwoByTwo();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          };
      TwoByTwo cluster = Lasting.get(context, TwoByTwo.class, TwoByTwo.class, start);
      cluster.revive();
      return cluster;
    }
  }
}

package io.visiona.bench.chain;

import io.visiona.launch.Await;
import io.visiona.launch.HttpProbe;
import io.visiona.launch.Ports;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The chain written in Go: api and relay, joined by HTTP, and agents over hashicorp/yamux.
 *
 * @param ports where it listens
 * @param relay the relay's process
 */
record GoPeer(Ports ports, Process relay) {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  static GoPeer start(Programs programs, Children children) throws IOException {
    Ports ports = Ports.free();
    Process relay =
        children.start(
            "peer-relay",
            Map.of(),
            List.of(
                programs.relay().toString(),
                "-tunnel",
                "127.0.0.1:" + ports.tunnel(),
                "-internal",
                "127.0.0.1:" + ports.relayInternal()));
    children.start(
        "peer-api",
        Map.of(),
        List.of(
            programs.api().toString(),
            "-listen",
            "127.0.0.1:" + ports.api(),
            "-relay",
            "127.0.0.1:" + ports.relayInternal()));
    return new GoPeer(ports, relay);
  }

  String tunnelUrl() {
    return "http://127.0.0.1:" + ports.tunnel() + "/tunnel/connect";
  }

  /** The way through this chain to an agent, once that answers. */
  Chain chain(String name, String agent) {
    URI base = URI.create("http://127.0.0.1:" + ports.api() + "/api/agents/" + agent + "/proxy");
    // The peer's api only looks whether there is a cookie; its relay serves the same path without.
    URI probe =
        URI.create("http://127.0.0.1:" + ports.relayInternal() + "/forward/" + agent + "/healthz");
    if (!Await.until(LIMIT, () -> HttpProbe.status(probe) == 200)) {
      throw new IllegalStateException("the peer chain does not answer");
    }
    return new Chain(name, base, "bench=1");
  }
}

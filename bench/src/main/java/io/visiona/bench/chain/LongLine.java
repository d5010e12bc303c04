package io.visiona.bench.chain;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** One stream over a line of 60 ms, beside what a window that stays at 256 KiB could carry. */
final class LongLine {
  private static final double WINDOW_BYTES = 262_144;
  private static final double ROUND_TRIP_SECONDS = 0.060;
  private static final double FIXED = WINDOW_BYTES / ROUND_TRIP_SECONDS / 1e6;
  private static final double TIMES = 10;

  private LongLine() {}

  static void measure(
      Ours ours, GoPeer peer, Programs programs, Load load, Report report, Children children)
      throws IOException {
    String path = "/tunnel/connect";
    int port = delay(programs, children, ours.tunnelAuthority());
    String url = "http://127.0.0.1:" + port + path;
    Chain near = ours.javaAgent("far java yamux", "yamux", url);
    Chain go = ours.goAgent(programs, "far go websocket", "websocket", url);
    int peerPort = delay(programs, children, "127.0.0.1:" + peer.ports().tunnel());
    children.start(
        "far-peer-agent",
        Map.of("VISIONA_AGENT_TOKEN", "far-agent"),
        List.of(programs.agent().toString(), "-url", "http://127.0.0.1:" + peerPort + path));
    Chain other = peer.chain("peer", "far-agent");
    long bytes = load.plan().bulkBytes() / 4;
    double peerDown = load.downMegabytesPerSecond(other, bytes / 4);
    double peerUp = load.upMegabytesPerSecond(other, bytes / 4);
    for (Chain chain : List.of(near, go)) {
      add(report, "down", chain, load.downMegabytesPerSecond(chain, bytes), peerDown);
      double up = load.upMegabytesPerSecond(chain, bytes / 4);
      if (chain.equals(near)) {
        add(report, "up", chain, up, peerUp);
      } else {
        // The receiving side opens its window; a Go agent never grants more than 256 KiB.
        report.add(
            new Report.Row(
                what("up"), chain.name(), up, peerUp, "MB/s", up / FIXED, Load.NONE, false));
      }
    }
  }

  private static void add(Report report, String way, Chain chain, double figure, double peer) {
    report.add(
        new Report.Row(
            what(way), chain.name(), figure, peer, "MB/s", figure / FIXED, TIMES, false));
  }

  private static String what(String way) {
    return "one stream " + way + " at 60 ms, ratio to a fixed 256 KiB window";
  }

  private static int delay(Programs programs, Children children, String to) throws IOException {
    Process process =
        new ProcessBuilder(programs.load().toString(), "delay", "-to", to)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    children.onClose(process::destroy);
    BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    String line = reader.readLine();
    if (line == null) {
      throw new IOException("the delaying proxy did not start");
    }
    return Integer.parseInt(line.strip());
  }
}

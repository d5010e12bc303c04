package io.visiona.bench.chain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Everything that is measured on all chains in turn, so that they share the machine's moods. */
final class Throughput {
  private static final int[] CALLERS = {1, 16, 64, 128};
  private static final int HALF_LOAD_CALLERS = 64;
  private static final double STALL_KEEPS = 0.9;

  private final List<Chain> chains;
  private final Chain peer;
  private final Load load;
  private final Report report;

  Throughput(List<Chain> chains, Chain peer, Load load, Report report) {
    this.chains = List.copyOf(chains);
    this.peer = peer;
    this.load = load;
    this.report = report;
  }

  private static boolean isUpgrade(Chain chain) {
    return chain.name().endsWith("yamux");
  }

  /** The field's agents take as much of the processors here as in the peer's chain. */
  private static boolean isOurs(Chain chain) {
    return chain.name().startsWith("java");
  }

  void measure() {
    double half = 0;
    for (int callers : CALLERS) {
      Map<Chain, Double> figures = inTurn(chain -> load.requestsPerSecond(chain, callers));
      double other = at(figures, peer);
      for (Chain chain : chains) {
        double target = callers == 1 ? 1 : isOurs(chain) ? 2 : 1.5;
        String what = "small requests, " + callers + " callers";
        report.atLeast(what, chain.name(), at(figures, chain), other, "/s", target);
      }
      if (callers == HALF_LOAD_CALLERS) {
        half = other / 2;
      }
    }
    halfLoad(half);
    bulk();
    stall();
  }

  /** The pace is half of what the peer can do, the same for everybody. */
  private void halfLoad(double rate) {
    if (!(rate > 0)) {
      return;
    }
    Map<Chain, Double> figures = inTurn(chain -> load.p99Millis(chain, HALF_LOAD_CALLERS, rate));
    for (Chain chain : chains) {
      String what = "p99 latency at half load, " + Math.round(rate) + "/s";
      report.atMost(what, chain.name(), at(figures, chain), at(figures, peer), "ms", 0.5);
    }
  }

  private void bulk() {
    long bytes = load.plan().bulkBytes();
    Map<Chain, Double> down = inTurn(chain -> load.downMegabytesPerSecond(chain, bytes));
    Map<Chain, Double> up = inTurn(chain -> load.upMegabytesPerSecond(chain, bytes));
    for (Chain chain : chains) {
      double target = isUpgrade(chain) ? 2 : 1;
      report.atLeast("bulk down", chain.name(), at(down, chain), at(down, peer), "MB/s", target);
    }
    for (Chain chain : chains) {
      // The window of an agent of the field is fixed.
      double target = isOurs(chain) ? 1.2 : 0.7;
      report.atLeast("bulk up", chain.name(), at(up, chain), at(up, peer), "MB/s", target);
    }
  }

  private void stall() {
    int streams = load.plan().streams();
    for (Chain chain : chains) {
      double kept = load.keptBesideAStalledStream(chain, streams);
      report.add(
          new Report.Row(
              streams + " streams, one stalled: throughput kept",
              chain.name(),
              kept,
              Load.NONE,
              "",
              kept,
              STALL_KEEPS,
              false));
    }
  }

  private Map<Chain, Double> inTurn(ToDoubleFunction<Chain> figure) {
    List<Chain> all = new ArrayList<>(chains);
    all.add(peer);
    Map<Chain, List<Double>> rounds = new LinkedHashMap<>();
    for (int round = 0; round < load.plan().rounds(); round++) {
      for (Chain chain : all) {
        rounds.computeIfAbsent(chain, _ -> new ArrayList<>()).add(figure.applyAsDouble(chain));
      }
    }
    Map<Chain, Double> medians = new LinkedHashMap<>();
    rounds.forEach((chain, figures) -> medians.put(chain, Load.median(figures)));
    return medians;
  }

  private static double at(Map<Chain, Double> figures, Chain chain) {
    return figures.getOrDefault(chain, Load.NONE);
  }
}

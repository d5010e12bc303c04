package io.visiona.bench.chain;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code /api/auth/me} costs a server beside a bare endpoint of the same server that gives the
 * same answer: by the server's processor time for one request, so that neither the load generator
 * nor idle processors count. The two take short turns, because the speed of a virtual machine
 * changes from one minute to the next by more than what is looked for.
 */
final class BesideBare {
  private static final int CALLERS = 16;
  private static final String PATH = "/me";

  private final Chain me;
  private final Chain bare;
  private final Load load;

  BesideBare(Chain me, Chain bare, Load load) {
    this.me = me;
    this.bare = bare;
    this.load = load;
  }

  /** Microseconds of processor time for a request of each. */
  record Pair(double mine, double plain) {
    double ratio() {
      return mine / plain;
    }
  }

  /** Both in turn, so often that what a request needs is compiled. */
  void warmUp(int rounds) throws IOException {
    for (int round = 0; round < rounds; round++) {
      load.requests(me, PATH, CALLERS);
      load.requests(bare, PATH, CALLERS);
    }
  }

  /** Turn by turn; who begins changes, so that a drift favours neither. */
  List<Pair> pairs(int turns, long server) throws IOException {
    List<Pair> pairs = new ArrayList<>();
    for (int turn = 0; turn < turns; turn++) {
      boolean mineFirst = turn % 2 == 0;
      double first = microsPerRequest(mineFirst ? me : bare, server);
      double second = microsPerRequest(mineFirst ? bare : me, server);
      pairs.add(mineFirst ? new Pair(first, second) : new Pair(second, first));
    }
    return pairs;
  }

  /** Where the time of each goes. */
  void profile(Profiler profiler) throws IOException, InterruptedException {
    for (Chain each : List.of(me, bare)) {
      profiler.start();
      long requests = load.requests(each, PATH, CALLERS);
      RunProgress.say(
          each.name() + ": " + requests + " requests, " + profiler.stop("sign-in " + each.name()));
    }
  }

  private double microsPerRequest(Chain chain, long server) throws IOException {
    Duration before = Processor.timeOf(server);
    long requests = load.requests(chain, PATH, CALLERS);
    return Processor.timeOf(server).minus(before).toNanos() / 1000.0 / requests;
  }
}

package io.visiona.agent.tunnel;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before dialling again: full jitter, so that agents which lost their relay
 * together do not return together. A wait is anything between zero and a ceiling that doubles from
 * {@link #FIRST} to {@link #LAST}. During the first {@link #SHORT_OUTAGE} it does not rise above
 * {@link #EARLY}: a relay that restarts has its agents back within seconds, and one that is gone
 * for longer is asked ever more rarely.
 *
 * <p>With every draw at its highest the waits are 1, 2, 4, 8, 8, 8, … and, after a minute, 16, 32,
 * 60, 60 seconds. Not thread-safe.
 */
final class Backoff {
  static final Duration FIRST = Duration.ofSeconds(1);
  static final Duration EARLY = Duration.ofSeconds(8);
  static final Duration LAST = Duration.ofSeconds(60);
  static final Duration SHORT_OUTAGE = Duration.ofSeconds(60);

  /** So many times another relay may just be the next one that the load balancer chooses. */
  static final int QUICK = 3;

  static final Duration ELSEWHERE_FIRST = Duration.ofSeconds(15);
  static final Duration ELSEWHERE_LAST = Duration.ofMinutes(10);

  private final RandomGenerator random;
  private int elsewhere;
  private Duration ceiling = FIRST;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /**
   * The next wait.
   *
   * @param outage how long there has been no tunnel
   */
  Duration next(Duration outage) {
    Duration limit = outage.compareTo(SHORT_OUTAGE) < 0 ? EARLY : LAST;
    Duration now = min(ceiling, limit);
    ceiling = min(now.multipliedBy(2), limit);
    return Duration.ofNanos(random.nextLong(now.toNanos() + 1));
  }

  /**
   * The next wait of an agent that has one tunnel and finds no relay for the other: shortly at
   * first, then between half a ceiling and the whole, which doubles from {@link #ELSEWHERE_FIRST}
   * to {@link #ELSEWHERE_LAST}. There may be no other relay for hours.
   */
  Duration elsewhere() {
    if (elsewhere < QUICK) {
      elsewhere++;
      return next(Duration.ZERO);
    }
    Duration limit = ELSEWHERE_FIRST.multipliedBy(1L << Math.min(elsewhere++ - QUICK, 10));
    long half = min(limit, ELSEWHERE_LAST).toNanos() / 2;
    return Duration.ofNanos(half + random.nextLong(half + 1));
  }

  /** Another relay was found. */
  void found() {
    elsewhere = 0;
  }

  /** Begins again with the shortest ceiling. */
  void reset() {
    ceiling = FIRST;
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }
}

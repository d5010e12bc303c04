package io.visiona.api.forward;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.visiona.shared.directory.RelayInfo;
import io.visiona.shared.directory.TunnelLookup;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which of an agent's two tunnels a request takes: one whose relay is linked and not on its way
 * out, whose streams the agent accepts without delay, and then the quicker one. Of two whose
 * streams it does not accept, the one on which it has been silent for less time. How quick a way is
 * tells the time until the agent has accepted a stream, the whole way there and back. The other one
 * is measured again now and then. Of agents with one tunnel nothing is kept. Thread-safe.
 */
final class TunnelChoice {
  /** An agent accepts at once; one that has not for so long may not be there any more. */
  static final Duration SILENT = Duration.ofSeconds(1);

  /** The other way has to be so much quicker to be the better one. */
  private static final double HYSTERESIS = 0.9;

  /** How much a new measurement counts. */
  private static final double WEIGHT = 0.25;

  private static final long MEASURE_NANOS = Duration.ofSeconds(30).toNanos();
  private static final long AVOID_NANOS = Duration.ofSeconds(60).toNanos();
  private static final Duration KEPT = Duration.ofMinutes(10);
  private static final int LARGEST = 100_000;

  private final Predicate<RelayInfo> linked;
  private final Ticker clock;
  private final Cache<UUID, Agent> agents;

  /**
   * Nothing is known yet.
   *
   * @param linked whether requests can be sent to a relay now
   */
  TunnelChoice(Predicate<RelayInfo> linked, Ticker clock) {
    this.linked = linked;
    this.clock = clock;
    this.agents =
        Caffeine.newBuilder()
            .expireAfterAccess(KEPT)
            .maximumSize(LARGEST)
            .executor(Runnable::run)
            .build();
  }

  /** One of the places; of those only that have not been tried, unless all have. */
  TunnelLookup.At choose(UUID agent, TunnelLookup.At found, List<TunnelLookup.At> tried) {
    List<TunnelLookup.At> all = found.all();
    List<TunnelLookup.At> untried = all.stream().filter(at -> !isTried(at, tried)).toList();
    List<TunnelLookup.At> open = untried.isEmpty() ? all : untried;
    if (open.size() == 1) {
      return open.getFirst();
    }
    return Objects.requireNonNull(agents.get(agent, _ -> new Agent())).choose(open);
  }

  /** Whether that very tunnel was tried. */
  static boolean isTried(TunnelLookup.At at, List<TunnelLookup.At> tried) {
    return tried.stream().anyMatch(each -> each.place().equals(at.place()));
  }

  /** A stream begins to go that way. */
  Attempt begin(UUID agent, TunnelLookup.At at) {
    Agent known = agents.getIfPresent(agent);
    return known == null ? new Attempt(null, null, 0) : known.begin(at.relay().id());
  }

  /** What is known of an agent; guarded by itself, for some nanoseconds. */
  private final class Agent {
    private final Map<String, Way> ways = new HashMap<>();
    private String preferred = "";
    private long measuredNanos = clock.read();

    synchronized TunnelLookup.At choose(List<TunnelLookup.At> open) {
      long now = clock.read();
      List<TunnelLookup.At> ranked =
          open.stream()
              .sorted(
                  Comparator.<TunnelLookup.At>comparingInt(at -> rank(at, now))
                      .thenComparingLong(at -> way(at).silentNanos(now))
                      .thenComparingDouble(at -> way(at).cost(at.relay().id().equals(preferred))))
              .toList();
      TunnelLookup.At best = ranked.getFirst();
      if (!best.relay().id().equals(preferred)) {
        preferred = best.relay().id();
        measuredNanos = now;
      }
      TunnelLookup.At other = ranked.get(1);
      if (now - measuredNanos > MEASURE_NANOS && rank(other, now) == 0) {
        measuredNanos = now;
        return other;
      }
      return best;
    }

    private int rank(TunnelLookup.At at, long now) {
      if (!linked.test(at.relay())) {
        return 3;
      }
      if (way(at).silentNanos(now) > 0) {
        return 2;
      }
      return at.relay().state() == RelayInfo.State.DRAINING ? 1 : 0;
    }

    private Way way(TunnelLookup.At at) {
      return ways.computeIfAbsent(at.relay().id(), _ -> new Way());
    }

    synchronized Attempt begin(String relay) {
      Way way = ways.computeIfAbsent(relay, _ -> new Way());
      Attempt attempt = new Attempt(this, way, clock.read());
      way.opening.add(attempt);
      return attempt;
    }
  }

  /** One way to an agent; guarded by the agent. */
  private static final class Way {
    /** Streams that nobody has accepted yet, the oldest first. */
    private final Set<Attempt> opening = new LinkedHashSet<>();

    private double nanos;
    private boolean used;
    private long aliveNanos;

    /** The oldest stream that failed since one was accepted, and until when that counts. */
    private @Nullable Attempt failed;

    private long failedUntil;

    void accepted(Attempt attempt, long now) {
      opening.remove(attempt);
      nanos = nanos == 0 ? now - attempt.begun : nanos + WEIGHT * (now - attempt.begun - nanos);
      if (isNews(attempt)) {
        used = true;
        aliveNanos = attempt.begun;
      }
    }

    void failed(Attempt attempt, long now) {
      opening.remove(attempt);
      if (!isNews(attempt) || now - attempt.begun < SILENT.toNanos()) {
        return;
      }
      if (failed == null
          || !isNews(failed)
          || failedUntil - now <= 0
          || attempt.begun - failed.begun < 0) {
        failed = attempt;
      }
      failedUntil = now + AVOID_NANOS;
    }

    /**
     * For how long the agent has accepted nothing; 0 when that is not long. Streams that are older
     * than one that was accepted tell nothing: the agent itself has left them. When that was told
     * does not matter, since on a busy machine it may be told long after.
     */
    long silentNanos(long now) {
      long silent = 0;
      if (failed != null && isNews(failed) && failedUntil - now > 0) {
        silent = now - failed.begun;
      }
      for (Attempt attempt : opening) {
        if (isNews(attempt)) {
          silent = Math.max(silent, now - attempt.begun);
          break;
        }
      }
      return silent < SILENT.toNanos() ? 0 : silent;
    }

    private boolean isNews(Attempt attempt) {
      return !used || attempt.begun - aliveNanos > 0;
    }

    /** One that was never measured comes first. */
    double cost(boolean isPreferred) {
      return isPreferred ? nanos * HYSTERESIS : nanos;
    }
  }

  /** A stream on its way to the agent. What is told of it first counts. */
  final class Attempt implements AutoCloseable {
    private final @Nullable Agent agent;
    private final @Nullable Way way;
    private final long begun;
    private boolean over;

    private Attempt(@Nullable Agent agent, @Nullable Way way, long begun) {
      this.agent = agent;
      this.way = way;
      this.begun = begun;
    }

    /** The agent has accepted or refused it. */
    void answered() {
      end(true);
    }

    /** It is over, with or without an answer. */
    @Override
    public void close() {
      end(false);
    }

    private void end(boolean accepted) {
      if (agent == null || way == null) {
        return;
      }
      synchronized (agent) {
        if (over) {
          return;
        }
        over = true;
        if (accepted) {
          way.accepted(this, clock.read());
        } else {
          way.failed(this, clock.read());
        }
      }
    }
  }
}

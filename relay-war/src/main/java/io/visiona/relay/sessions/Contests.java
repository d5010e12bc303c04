package io.visiona.relay.sessions;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/**
 * Notices when two boxes use one agent's credential and take the tunnel from each other without
 * end. An agent whose live tunnel was taken over {@value #MOST} times within a minute is contested,
 * until nobody took it for a minute; meanwhile the tunnel changes hands once in {@link #PAUSE} at
 * most. Remembers at most 100,000 agents. Thread-safe.
 */
public final class Contests {
  /** How long a contested tunnel stays where it is. */
  public static final Duration PAUSE = Duration.ofSeconds(20);

  private static final Logger LOG = System.getLogger(Contests.class.getName());
  private static final int MOST = 4;
  private static final long MOST_REMEMBERED = 100_000;
  private static final Duration MEMORY = Duration.ofMinutes(1);

  private final Ticker clock;
  private final Cache<String, Takeovers> takeovers;

  public Contests(Ticker clock) {
    this.clock = clock;
    this.takeovers =
        Caffeine.newBuilder()
            .expireAfterWrite(MEMORY)
            .maximumSize(MOST_REMEMBERED)
            .ticker(clock)
            .executor(Runnable::run)
            .build();
  }

  /** A live tunnel of this agent was just replaced. */
  public void taken(String agentId) {
    long now = clock.read();
    Takeovers known =
        takeovers
            .asMap()
            .merge(agentId, new Takeovers(now, now, 1), (before, _) -> before.andOne(now));
    if (known.count == MOST) {
      LOG.log(
          Level.WARNING,
          "Agent {0} is contested: several boxes use its credential and take its tunnel from each"
              + " other",
          agentId);
    }
  }

  /** Whether several boxes seem to use the credential of this agent. */
  public boolean isContested(String agentId) {
    Takeovers known = takeovers.getIfPresent(agentId);
    return known != null && known.count >= MOST;
  }

  /** How long nobody else may take the tunnel of this agent; zero when anybody may now. */
  public Duration pause(String agentId) {
    Takeovers known = takeovers.getIfPresent(agentId);
    if (known == null || known.count < MOST) {
      return Duration.ZERO;
    }
    Duration left = PAUSE.minusNanos(clock.read() - known.lastNanos);
    return left.isPositive() ? left : Duration.ZERO;
  }

  /** Those in a row of which each came within a minute after the first, or once it is contested. */
  private record Takeovers(long firstNanos, long lastNanos, int count) {

    Takeovers andOne(long now) {
      boolean within = now - firstNanos <= MEMORY.toNanos() || count >= MOST;
      return within ? new Takeovers(firstNanos, now, count + 1) : new Takeovers(now, now, 1);
    }
  }
}

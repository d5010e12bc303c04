package io.visiona.api.agents.relay;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.visiona.shared.directory.DirectoryListener;
import io.visiona.shared.directory.RelayInfo;
import io.visiona.shared.directory.TunnelDirectory;
import io.visiona.shared.directory.TunnelLookup;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * Where agents are, as the directory tells, remembered for a moment. An agent is asked about once
 * for all requests that wonder at the same time. While the directory cannot be asked, what was
 * known last goes on being used for minutes: a wrong place costs one refused stream. The relays
 * themselves are asked for the rest. Thread-safe; callers block for some seconds at most.
 */
public final class AgentLocations {
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long ABSENT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final Duration STALE = Duration.ofMinutes(5);
  private static final int LARGEST = 100_000;
  private static final long PATIENCE_MILLIS = 1200;

  /** Places are looked up again after five seconds, and agents need some to dial again. */
  private static final long LEFT_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final TunnelDirectory directory;
  private final RelaySearch search;

  /** When an agent was last found at a relay that drains. */
  private volatile long leavingNanos = System.nanoTime() - TimeUnit.DAYS.toNanos(1);

  private final ConcurrentHashMap<String, CompletableFuture<TunnelLookup>> questions =
      new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, CompletableFuture<TunnelLookup>> searches =
      new ConcurrentHashMap<>();
  private final Cache<String, Known> known =
      Caffeine.newBuilder()
          .expireAfterWrite(STALE)
          .maximumSize(LARGEST)
          .executor(Runnable::run)
          .build();

  private final LongAdder fromCache = new LongAdder();
  private final LongAdder fromDirectory = new LongAdder();
  private final LongAdder fromStale = new LongAdder();
  private final LongAdder fromSearch = new LongAdder();
  private final LongAdder unanswered = new LongAdder();

  /**
   * Lookups since the start, by where the answer came from.
   *
   * @param cache it was looked up seconds ago
   * @param directory it was asked, at once or by somebody else at the same time
   * @param stale the directory could not tell, and it was known for minutes
   * @param search the directory could not tell, and a relay said that it has the agent
   * @param none nobody could tell
   */
  public record Lookups(long cache, long directory, long stale, long search, long none) {}

  private record Known(TunnelLookup lookup, long atNanos) {
    boolean isFresh() {
      long age = System.nanoTime() - atNanos;
      return age < (lookup instanceof TunnelLookup.At ? FRESH_NANOS : ABSENT_NANOS);
    }
  }

  /**
   * Asks nobody yet.
   *
   * @param executor asks relays while the directory cannot tell
   */
  public AgentLocations(TunnelDirectory directory, RelayClients clients, Executor executor) {
    this.directory = directory;
    this.search = new RelaySearch(directory, clients, executor);
    directory.listen(
        new DirectoryListener() {
          @Override
          public void superseded(String agent, int slot, long generation) {
            known.invalidate(agent);
          }

          @Override
          public void revoked(String agent, int leastVersion) {
            known.invalidate(agent);
          }
        });
  }

  /** Where it is, or was some seconds ago. */
  public TunnelLookup of(String agent) throws InterruptedException {
    Known last = known.getIfPresent(agent);
    if (last != null && last.isFresh()) {
      fromCache.increment();
      return last.lookup();
    }
    TunnelLookup found = asked(agent);
    if (!(found instanceof TunnelLookup.Unknown)) {
      fromDirectory.increment();
      return found;
    }
    if (last != null && last.lookup() instanceof TunnelLookup.At before) {
      fromStale.increment();
      return before;
    }
    // One slow answer is no outage; in an outage this one is there at once.
    return afresh(agent);
  }

  /** Where it is now, from the relays themselves if the directory cannot tell. */
  public TunnelLookup afresh(String agent) throws InterruptedException {
    TunnelLookup found = asked(agent);
    if (!(found instanceof TunnelLookup.Unknown)) {
      fromDirectory.increment();
      return found;
    }
    TunnelLookup seen = once(searches, agent, search::find);
    (seen instanceof TunnelLookup.Unknown ? unanswered : fromSearch).increment();
    return seen;
  }

  /** How many lookups there were. */
  public Lookups lookups() {
    return new Lookups(
        fromCache.sum(), fromDirectory.sum(), fromStale.sum(), fromSearch.sum(), unanswered.sum());
  }

  private TunnelLookup asked(String agent) throws InterruptedException {
    return once(questions, agent, directory::find);
  }

  /** One question for all who wonder at the same time. */
  private TunnelLookup once(
      ConcurrentHashMap<String, CompletableFuture<TunnelLookup>> pending,
      String agent,
      Function<String, CompletionStage<TunnelLookup>> question)
      throws InterruptedException {
    CompletableFuture<TunnelLookup> mine = new CompletableFuture<>();
    CompletableFuture<TunnelLookup> running = pending.putIfAbsent(agent, mine);
    if (running == null) {
      running = mine;
      question
          .apply(agent)
          .whenComplete((lookup, failed) -> {
            TunnelLookup answer = failed == null ? lookup : new TunnelLookup.Unknown();
            if (!(answer instanceof TunnelLookup.Unknown)) {
              known.put(agent, new Known(answer, System.nanoTime()));
              noteLeaving(answer);
            }
            pending.remove(agent, mine);
            mine.complete(answer);
          });
    }
    try {
      return running.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException cannotTell) {
      return new TunnelLookup.Unknown();
    }
  }

  /**
   * Whether a relay is sending its agents to others, or was a moment ago: one that has stopped is
   * not in the directory any more, and its last agents are still dialling.
   */
  public boolean isOneLeaving() {
    return System.nanoTime() - leavingNanos < LEFT_NANOS || isOneDraining();
  }

  /** One that has no agents any more sends none. */
  private boolean isOneDraining() {
    return directory.relays().values().stream()
        .anyMatch(relay -> relay.state() == RelayInfo.State.DRAINING && relay.tunnels() > 0);
  }

  private void noteLeaving(TunnelLookup found) {
    if (found instanceof TunnelLookup.At at
        && at.all().stream().anyMatch(each -> each.relay().state() == RelayInfo.State.DRAINING)) {
      leavingNanos = System.nanoTime();
    }
  }

  /** Whether there is no other relay that an agent could be at. */
  public boolean isOneRelay() {
    return directory.isLocal();
  }

  /** Forgets it, because it was found not to be so. */
  public void forget(String agent) {
    known.invalidate(agent);
  }
}

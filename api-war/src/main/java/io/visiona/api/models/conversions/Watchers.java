package io.visiona.api.models.conversions;

import io.visiona.api.http.Refusals;
import io.visiona.api.platform.work.Loop;
import io.visiona.shared.error.ErrorCode;
import io.visiona.shared.limit.FairLimiter;
import io.visiona.shared.limit.LimitConfig;
import io.visiona.shared.limit.LimitConfig.Share;
import io.visiona.shared.limit.PermitResult.Admitted;
import io.visiona.shared.limit.PermitResult.Permit;
import io.visiona.shared.limit.PermitResult.Refused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who wants to hear of conversions. One question to the database every half second serves all of
 * them, whichever server follows the job; without watchers nothing is asked. Thread-safe.
 */
final class Watchers implements AutoCloseable {
  /** Of one person on this server: tabs, not programs. */
  static final int MOST_OF_ONE = 8;

  /** On this server; each is a virtual thread and a connection. */
  static final int MOST = 1_000;

  private static final int MOST_IDS = 500;
  private static final Duration PERIOD = Duration.ofMillis(500);

  private static final LimitConfig PLACES =
      new LimitConfig(
          "watchers", MOST, List.of(new Share("person", MOST_OF_ONE)), Duration.ZERO, 0);

  private final Function<List<UUID>, List<Conversion>> conversions;
  private final FairLimiter places;
  private final Set<Watcher> all = new HashSet<>();
  private final Loop loop = new Loop("Conversions cannot be watched now", PERIOD, this::look);

  Watchers(
      Function<List<UUID>, List<Conversion>> conversions,
      Function<LimitConfig, FairLimiter> limiters) {
    this.conversions = conversions;
    this.places = limiters.apply(PLACES);
  }

  /** Looks until it is closed, or its executor shut down. */
  void start(Executor executor) {
    loop.start(executor);
  }

  /** One watcher; closing it ends the watch. Used by one thread. */
  final class Watcher implements AutoCloseable {
    private final Permit permit;
    private final UUID conversion;
    private @Nullable Conversion latest;
    private @Nullable Conversion seen;
    private boolean woken;

    private Watcher(Conversion known, Permit permit) {
      this.permit = permit;
      this.conversion = known.id();
      this.latest = known;
    }

    /**
     * What is new since the last call, at once the first time; empty when nothing was within {@code
     * patience}, or when it was {@linkplain #wake woken}.
     */
    Optional<Conversion> next(Duration patience) throws InterruptedException {
      synchronized (this) {
        long end = System.nanoTime() + patience.toNanos();
        for (long left = patience.toNanos();
            !isNew() && !woken && left > 0;
            left = end - System.nanoTime()) {
          TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        woken = false;
        if (!isNew()) {
          return Optional.empty();
        }
        seen = latest;
        return Optional.ofNullable(latest);
      }
    }

    private boolean isNew() {
      return latest != null && !latest.equals(seen);
    }

    /** Ends a wait that is going on, or the next. */
    synchronized void wake() {
      woken = true;
      notifyAll();
    }

    private synchronized void tell(Conversion now) {
      latest = now;
      notifyAll();
    }

    @Override
    public void close() {
      synchronized (all) {
        all.remove(this);
      }
      permit.close();
    }
  }

  /**
   * Begins a watch; throws {@link ErrorCode#RATE_LIMITED} or {@link ErrorCode#UNAVAILABLE} when
   * there are too many.
   */
  Watcher watch(Conversion known) {
    return switch (places.ask(known.owner()).join()) {
      case Admitted(Permit permit) -> {
        Watcher watcher = new Watcher(known, permit);
        synchronized (all) {
          all.add(watcher);
        }
        yield watcher;
      }
      case Refused refused -> throw Refusals.refusal(refused, "conversions watched");
    };
  }

  /** Asks once for all of them. */
  void look() {
    Map<UUID, List<Watcher>> byConversion;
    synchronized (all) {
      byConversion =
          all.stream()
              .collect(
                  Collectors.groupingBy(
                      watcher -> watcher.conversion, HashMap::new, Collectors.toList()));
    }
    List<UUID> ids = new ArrayList<>(byConversion.keySet());
    for (int from = 0; from < ids.size(); from += MOST_IDS) {
      for (Conversion now :
          conversions.apply(ids.subList(from, Math.min(from + MOST_IDS, ids.size())))) {
        byConversion.getOrDefault(now.id(), List.of()).forEach(watcher -> watcher.tell(now));
      }
    }
  }

  @Override
  public void close() {
    loop.close();
  }
}

package io.visiona.api.events;

import io.visiona.shared.concurrent.PeriodicTask;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Whose things are watched on this server, and what happened to them. Once a second one round of
 * questions serves all watchers, whoever changed something on whichever server; without watchers
 * nothing is asked. A person is followed for five more minutes after the last stream, so that one
 * that comes back misses nothing. Thread-safe.
 */
public final class EventHub implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofSeconds(1);

  /** People of one round of questions to the database. */
  private static final int AT_ONCE = 500;

  private final Snapshots snapshots;
  private final InstantSource clock;
  private final Map<String, Watched> people = new HashMap<>();
  private final PeriodicTask loop =
      new PeriodicTask("What happens cannot be told now", PERIOD, this::look);

  EventHub(Snapshots snapshots, InstantSource clock) {
    this.snapshots = snapshots;
    this.clock = clock;
  }

  /** Looks until it is closed, or its executor shut down. */
  void start(Executor executor) {
    loop.start(executor);
  }

  private static final class Watched {
    private final Ring ring;
    private int streams;
    private Instant leftAt;
    private @Nullable Snapshot latest;

    Watched(Ring ring, Instant now) {
      this.ring = ring;
      this.leftAt = now;
    }
  }

  /** One watcher; closing it ends the watch. */
  final class Watch implements AutoCloseable {
    private final Watched of;

    private Watch(Watched of) {
      this.of = of;
    }

    Ring ring() {
      return of.ring;
    }

    @Override
    public void close() {
      synchronized (people) {
        of.streams--;
        of.leftAt = clock.instant();
      }
    }
  }

  /** Begins a watch: from its return on nothing is missed. Blocks on what is asked. */
  Watch watch(String subject) {
    Watched watched;
    synchronized (people) {
      watched = people.computeIfAbsent(subject, _ -> new Watched(new Ring(clock), clock.instant()));
      watched.streams++;
    }
    boolean begun = false;
    try {
      synchronized (watched) {
        if (watched.latest == null) {
          watched.latest = snapshots.of(Set.of(subject)).get(subject);
        }
      }
      begun = true;
      return new Watch(watched);
    } finally {
      if (!begun) {
        new Watch(watched).close();
      }
    }
  }

  /** How many people are followed. */
  int followed() {
    synchronized (people) {
      return people.size();
    }
  }

  /** One round. */
  void look() {
    Map<String, Watched> all;
    synchronized (people) {
      Instant old = clock.instant().minus(Ring.OLDEST);
      people.values().removeIf(each -> each.streams == 0 && each.leftAt.isBefore(old));
      all = Map.copyOf(people);
    }
    List<String> subjects = new ArrayList<>(all.keySet());
    for (int from = 0; from < subjects.size(); from += AT_ONCE) {
      Set<String> some =
          new HashSet<>(subjects.subList(from, Math.min(from + AT_ONCE, subjects.size())));
      snapshots
          .of(some)
          .forEach((subject, now) -> {
            Watched watched = all.get(subject);
            if (watched != null) {
              compare(watched, now);
            }
          });
    }
  }

  private static void compare(Watched watched, Snapshot now) {
    synchronized (watched) {
      Snapshot before = watched.latest;
      if (before != null) {
        Snapshot filled = now.filledFrom(before);
        watched.ring.add(Differences.between(before, filled));
        watched.latest = filled;
      }
    }
  }

  @Override
  public void close() {
    loop.close();
  }
}

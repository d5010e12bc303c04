package io.visiona.api.events;

import io.visiona.api.events.Event.News;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * The latest events of one person on this server: 1,000 at most, five minutes at most. A number
 * tells where a stream was, and on which server: it holds a time and a random part, so that one
 * that another server gave out is not taken for one of ours. Thread-safe.
 */
final class Ring {
  static final int MOST = 1_000;
  static final Duration OLDEST = Duration.ofMinutes(5);
  private static final int RANDOM = 1_000;

  private final InstantSource clock;
  private final ArrayDeque<Event> events = new ArrayDeque<>();

  /** Of the last event that is no longer here, or where the ring begins. */
  private long base;

  private long last;

  Ring(InstantSource clock) {
    this.clock = clock;
    this.base = number(0, clock.instant());
    this.last = base;
  }

  /** Below 2^53, so that every client can hold it. */
  private static long number(long after, Instant now) {
    long drawn = now.toEpochMilli() * RANDOM + ThreadLocalRandom.current().nextInt(RANDOM);
    return Math.max(drawn, after + 1);
  }

  /** Adds what happened, and wakes those who wait. */
  synchronized void add(List<News> news) {
    Instant now = clock.instant();
    for (News one : news) {
      last = number(last, now);
      events.add(new Event(last, now, one));
    }
    Instant old = now.minus(OLDEST);
    while (!events.isEmpty() && (events.size() > MOST || events.getFirst().at().isBefore(old))) {
      base = events.removeFirst().id();
    }
    notifyAll();
  }

  /** Where it is now. */
  synchronized long position() {
    return last;
  }

  /** Where a stream may go on that saw {@code id} last; empty when something would be missing. */
  synchronized OptionalLong resume(long id) {
    boolean known = id == base || events.stream().anyMatch(event -> event.id() == id);
    return known ? OptionalLong.of(id) : OptionalLong.empty();
  }

  /** Whether nothing behind a place has been forgotten. */
  synchronized boolean reaches(long position) {
    return position >= base;
  }

  /** What came behind a place; waits up to {@code patience} for it, or until {@link #wake}. */
  synchronized List<Event> after(long position, Duration patience) throws InterruptedException {
    if (last <= position) {
      TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, patience.toNanos()));
    }
    return events.stream().filter(event -> event.id() > position).toList();
  }

  /** Lets those who wait look again. */
  synchronized void wake() {
    notifyAll();
  }
}

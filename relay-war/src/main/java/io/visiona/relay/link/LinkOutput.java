package io.visiona.relay.link;

import io.visiona.relay.log.LogPause;
import io.visiona.yamux.session.Session;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what waits for all API servers together. Each link has a bound of its own, but there may
 * be many links. When too much waits, the stream with most waiting on the link with most waiting is
 * reset, and so on; no link is ended. Looked at after every {@value #STEP} bytes that agents sent,
 * so that so much more may wait for a moment. Thread-safe.
 */
final class LinkOutput {
  /** To look at all links takes some locks, which is nothing beside copying so many bytes. */
  static final int STEP = 64 * 1024;

  private static final Logger LOG = System.getLogger(LinkOutput.class.getName());

  private final LogPause pause = new LogPause(System::nanoTime);
  private final Collection<Session> links;
  private final LongSupplier limit;
  private final AtomicLong unseen = new AtomicLong();
  private final LongAdder reset = new LongAdder();

  /** No lock: streams that are reset tell their handlers. */
  private final AtomicBoolean looking = new AtomicBoolean();

  /**
   * Nothing waits yet.
   *
   * @param links as they are at any time
   * @param limit in bytes, asked for at each look
   */
  LinkOutput(Collection<Session> links, LongSupplier limit) {
    this.links = links;
    this.limit = limit;
  }

  /** So many bytes were given to a link. To be called without any lock. */
  void passed(int bytes) {
    if (unseen.addAndGet(bytes) >= STEP && looking.compareAndSet(false, true)) {
      try {
        unseen.set(0);
        look();
      } finally {
        looking.set(false);
      }
    }
  }

  private void look() {
    long most = limit.getAsLong();
    long before = waiting();
    Set<Session> cannot = new HashSet<>();
    int ended = 0;
    for (long waiting = before; waiting > most; waiting = waiting()) {
      Session fullest = fullest(cannot);
      if (fullest == null) {
        break;
      }
      if (fullest.resetFullest()) {
        ended++;
      } else {
        cannot.add(fullest);
      }
    }
    if (ended > 0) {
      reset.add(ended);
      OptionalLong untold = pause.note(ended);
      if (untold.isPresent()) {
        LOG.log(
            Level.WARNING,
            "{0,number,#} bytes wait for API servers; reset {1,number,#} streams since the last such line",
            before,
            untold.getAsLong());
      }
    }
  }

  private @Nullable Session fullest(Set<Session> without) {
    return links.stream()
        .filter(link -> !without.contains(link))
        .max(Comparator.comparingInt(Session::waitingBytes))
        .orElse(null);
  }

  /** Bytes that wait now. */
  long waiting() {
    return links.stream().mapToLong(Session::waitingBytes).sum();
  }

  /** Streams that were reset since the start. */
  long streamsReset() {
    return reset.sum();
  }
}

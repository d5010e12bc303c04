package io.visiona.api.agents.relay;

import io.visiona.shared.directory.RelayInfo;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * The standing links, one to each relay that has been needed. A link is made at the first request
 * for its relay, and given up some time after the relay is gone. Thread-safe.
 */
public final class RelayLinks implements AutoCloseable {
  /** A relay that is gone may be back, and requests to it may still be in progress. */
  private static final Duration KEPT = Duration.ofSeconds(30);

  private final Function<RelayInfo, RelayLink> maker;
  private final Executor executor;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Entry> links = new HashMap<>();
  private final Map<String, LinkStats> ended = new HashMap<>();
  private boolean closed;

  private record Entry(URI url, RelayLink link, long seenNanos) {}

  /**
   * No links yet.
   *
   * @param maker of links that are not started
   * @param executor runs each link for as long as it lives
   */
  public RelayLinks(Function<RelayInfo, RelayLink> maker, Executor executor) {
    this.maker = maker;
    this.executor = executor;
  }

  /** The link to a relay; it may not be up yet. */
  public RelayLink to(RelayInfo relay) {
    lock.lock();
    try {
      Entry known = links.get(relay.id());
      if (known != null && known.url().equals(relay.url())) {
        return known.link();
      }
      if (known != null) {
        giveUp(relay.id(), known);
      }
      RelayLink made = maker.apply(relay);
      if (closed) {
        made.close();
        return made;
      }
      links.put(relay.id(), new Entry(relay.url(), made, System.nanoTime()));
      made.start(executor);
      return made;
    } finally {
      lock.unlock();
    }
  }

  /** Gives up the links to relays that have been gone for long and serve nobody any more. */
  public void keep(Map<String, RelayInfo> relays) {
    lock.lock();
    try {
      long now = System.nanoTime();
      for (Map.Entry<String, Entry> each : List.copyOf(links.entrySet())) {
        Entry entry = each.getValue();
        if (relays.containsKey(each.getKey())) {
          links.put(each.getKey(), new Entry(entry.url(), entry.link(), now));
        } else if (now - entry.seenNanos() > KEPT.toNanos()
            && entry.link().stats().streamsOpen() == 0) {
          giveUp(each.getKey(), entry);
          // Should it come back, its counters begin anew, as after a restart.
          ended.remove(each.getKey());
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void giveUp(String relay, Entry entry) {
    links.remove(relay, entry);
    entry.link().close();
    ended.merge(relay, entry.link().stats(), LinkStats::and);
  }

  /** Each link by the id of its relay, with earlier ones to that relay under another URL. */
  public Map<String, LinkStats> stats() {
    lock.lock();
    try {
      Map<String, LinkStats> byRelay = new HashMap<>();
      links.forEach((relay, entry) -> {
        LinkStats now = entry.link().stats();
        LinkStats before = ended.get(relay);
        byRelay.put(relay, before == null ? now : now.and(before));
      });
      return byRelay;
    } finally {
      lock.unlock();
    }
  }

  /** How many links are up. */
  public int up() {
    lock.lock();
    try {
      return (int) links.values().stream().filter(entry -> entry.link().isUp()).count();
    } finally {
      lock.unlock();
    }
  }

  /** Ends all of them for good, and every stream on them. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      links.values().forEach(entry -> entry.link().close());
    } finally {
      lock.unlock();
    }
  }
}

package io.visiona.agent.devices;

import io.visiona.agent.error.AgentException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes one scan of those that are asked for at the same time. Thread-safe. */
final class SharedScan {
  /**
   * What a scan found.
   *
   * @param added ids of devices that were not there before
   * @param removed ids of devices that are not there any more
   * @param took how long it took
   */
  record Found(List<String> added, List<String> removed, Duration took) {
    Found {
      added = List.copyOf(added);
      removed = List.copyOf(removed);
    }
  }

  /** The scan itself. */
  interface Scan {
    Found scan(Duration limit) throws AgentException, InterruptedException;
  }

  private static final class Run {
    private @Nullable Found found;
    private @Nullable AgentException refused;
    private boolean over;
  }

  private final Scan scan;
  private @Nullable Run running;

  SharedScan(Scan scan) {
    this.scan = scan;
  }

  Found scan(Duration limit) throws AgentException, InterruptedException {
    Run mine;
    boolean first;
    synchronized (this) {
      Run current = running;
      first = current == null;
      mine = current == null ? new Run() : current;
      running = mine;
    }
    if (first) {
      run(mine, limit);
    }
    return result(mine, limit);
  }

  private void run(Run mine, Duration limit) throws InterruptedException {
    Found found = null;
    AgentException refused = null;
    try {
      found = scan.scan(limit);
    } catch (AgentException e) {
      refused = e;
    } finally {
      synchronized (this) {
        mine.found = found;
        mine.refused = refused;
        mine.over = true;
        running = null;
        notifyAll();
      }
    }
  }

  private synchronized Found result(Run mine, Duration limit)
      throws AgentException, InterruptedException {
    while (!mine.over) {
      wait(limit.toMillis());
    }
    Found found = mine.found;
    if (mine.refused != null) {
      throw mine.refused;
    }
    if (found == null) {
      throw new InterruptedException("the scan was broken off");
    }
    return found;
  }
}

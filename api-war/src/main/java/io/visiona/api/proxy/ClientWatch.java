package io.visiona.api.proxy;

import io.visiona.shared.concurrent.PeriodicTask;
import io.visiona.shared.container.SocketTable;
import jakarta.servlet.ServletRequest;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Notices clients that have gone while nothing is being sent to them, within two seconds, or three
 * when the connection was reset. A client that closes only its own sending direction counts as gone
 * too, as with most servers. Requests that are over within a second cost a map entry. Where the
 * operating system does not tell, such a client is noticed by the next write. Thread-safe.
 */
public final class ClientWatch implements AutoCloseable {
  private static final Logger LOG = System.getLogger(ClientWatch.class.getName());
  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);

  /**
   * Behind a front end that rewrites addresses no client is ever found; then the search is given
   * up.
   */
  private static final int MOST_PROBES = 100;

  /**
   * The table is not read in one moment: while thousands of connections come and go, one that is
   * there may be missing once.
   */
  private static final int MISSED = 2;

  private final Table table;
  private final AtomicInteger probes = new AtomicInteger();
  private final Set<Watched> all = ConcurrentHashMap.newKeySet();
  private final PeriodicTask task =
      new PeriodicTask(
          "Clients that have left cannot be noticed now",
          Duration.ofNanos(PERIOD_NANOS),
          this::look);

  /**
   * Set once any client's address was found in the table: only then does absence from it mean
   * anything.
   */
  private volatile boolean truthful;

  /** The operating system's connections, as {@link SocketTable#read} tells them. */
  @FunctionalInterface
  interface Table {
    Map<String, Boolean> read() throws IOException;
  }

  /** Watches with the operating system's own table. */
  public ClientWatch() {
    this(SocketTable::read);
  }

  ClientWatch(Table table) {
    this.table = table;
  }

  /** A watch over one client; closing it ends it. */
  @FunctionalInterface
  public interface Watching extends AutoCloseable {
    @Override
    void close();
  }

  private final class Watched implements Watching {
    private final String key;
    private final @Nullable String mapped;
    private final Runnable gone;
    private final long since = System.nanoTime();

    /** Looks in a row; the one task's. */
    private int missed;

    private Watched(InetAddress remote, int remotePort, int localPort, Runnable gone) {
      this.key = SocketTable.key(remote, remotePort, localPort);
      this.mapped =
          remote.getAddress().length == 4
              ? SocketTable.mapped(remote, remotePort, localPort)
              : null;
      this.gone = gone;
    }

    private @Nullable Boolean in(Map<String, Boolean> table) {
      Boolean open = table.get(key);
      return (open == null && mapped != null) ? table.get(mapped) : open;
    }

    @Override
    public void close() {
      all.remove(this);
    }
  }

  /** Begins to watch the client of a request; {@code gone} must not block. */
  public Watching watch(ServletRequest request, Runnable gone) {
    try {
      InetAddress remote = InetAddress.getByName(request.getRemoteAddr());
      Watched watched = new Watched(remote, request.getRemotePort(), request.getLocalPort(), gone);
      if (!truthful && probes.getAndIncrement() < MOST_PROBES) {
        // While the request is being handled its client is still there, so this is the moment to
        // find out whether the table knows it.
        truthful = watched.in(table.read()) != null;
      }
      all.add(watched);
      return watched;
    } catch (UnknownHostException notAnAddress) {
      LOG.log(Level.DEBUG, "A client without an address cannot be watched");
      return () -> {};
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "The table of connections cannot be read", e);
      return () -> {};
    }
  }

  /** Starts the one task that looks. */
  void start(Executor executor) {
    if (SocketTable.isAvailable()) {
      task.start(executor);
    } else {
      LOG.log(
          Level.INFO,
          "This system does not tell about connections: clients that leave are noticed when written"
              + " to");
    }
  }

  /** Looks once; the one task's. */
  void look() {
    long now = System.nanoTime();
    if (all.stream().noneMatch(watched -> now - watched.since > PERIOD_NANOS)) {
      return;
    }
    try {
      Map<String, Boolean> connections = table.read();
      for (Watched watched : all) {
        if (now - watched.since <= 0) {
          // It came while the table was read: it is not in it, or an earlier one of its port is.
          continue;
        }
        Boolean open = watched.in(connections);
        truthful |= open != null;
        boolean missing = open == null && truthful;
        watched.missed = missing ? watched.missed + 1 : 0;
        if (watched.missed == MISSED || Boolean.FALSE.equals(open)) {
          watched.close();
          watched.gone.run();
        }
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, "The table of connections cannot be read: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    task.close();
  }
}

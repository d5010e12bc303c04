package io.visiona.relay.start;

import io.visiona.relay.sessions.Drain;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/**
 * Notices that the server is stopping while connections still work. Open Liberty first closes its ports, then waits up to 30 s for
 * connections to end, and only then stops applications, which is too late to tell anybody anything. The management bean of an
 * endpoint exists exactly while its port is open; where there never was one, nothing is noticed and the application's own stop is
 * all there is.
 */
public final class ServerStop {
  private static final Logger LOG = System.getLogger(ServerStop.class.getName());
  private static final String ENDPOINT = "WebSphere:feature=channelfw,type=endpoint,name=tunnelEndpoint";

  private final Drain drain;
  private final ExecutorService executor;
  private final ObjectName endpoint;
  private final AtomicBoolean wasOpen = new AtomicBoolean();

  public ServerStop(Drain drain, ExecutorService executor) {
    this.drain = drain;
    this.executor = executor;
    try {
      this.endpoint = new ObjectName(ENDPOINT);
    } catch (MalformedObjectNameException impossible) {
      throw new IllegalStateException(ENDPOINT, impossible);
    }
  }

  /** Once a second. */
  void look() {
    boolean open = ManagementFactory.getPlatformMBeanServer().isRegistered(endpoint);
    if (open) {
      wasOpen.set(true);
    } else if (wasOpen.compareAndSet(true, false)) {
      LOG.log(Level.INFO, "The tunnel port was closed: the server is stopping");
      executor.execute(drain::finish);
    }
  }
}

package io.visiona.shared.container;

import io.visiona.shared.concurrent.ShutdownHook;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/**
 * Notices that the server is stopping while connections still work. Open Liberty first closes its
 * ports, then waits for work it knows of, a second to 30 s, and only then stops applications, which
 * is too late to tell anybody anything; requests that went async it does not wait for. The
 * management bean of an endpoint exists exactly while its port is open; where there never was one,
 * nothing is noticed and the application's own stop is all there is.
 *
 * <p>On a signal the JVM is asked as well: then the beans have been seen to stay where they are,
 * while the server waited 30 s for connections that only this application could have ended.
 * Thread-safe.
 */
public final class ServerStop implements AutoCloseable {
  private static final Logger LOG = System.getLogger(ServerStop.class.getName());
  private static final String BEAN = "WebSphere:feature=channelfw,type=endpoint,name=";

  private final String endpoint;
  private final List<ObjectName> beans;
  private final Executor executor;
  private final Runnable stopping;
  private final AtomicBoolean wasOpen = new AtomicBoolean();
  private final AtomicBoolean told = new AtomicBoolean();
  private final ShutdownHook hook;

  /**
   * Does nothing until {@link #look()}, or until the JVM exits.
   *
   * @param endpoint id of the {@code httpEndpoint} in the server configuration
   * @param stopping run once on {@code executor} after its port, plain or TLS, was closed or when
   *     the JVM begins to exit
   */
  public ServerStop(String endpoint, Executor executor, Runnable stopping) {
    this.endpoint = endpoint;
    this.beans = Stream.of(endpoint, endpoint + "-ssl").map(ServerStop::bean).toList();
    this.executor = executor;
    this.stopping = stopping;
    this.hook = new ShutdownHook(this::stop);
  }

  private void stop() {
    if (told.compareAndSet(false, true)) {
      executor.execute(stopping);
    }
  }

  private static ObjectName bean(String name) {
    try {
      return new ObjectName(BEAN + name);
    } catch (MalformedObjectNameException impossible) {
      throw new IllegalStateException(name, impossible);
    }
  }

  /** At least once a second. */
  public void look() {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    if (beans.stream().anyMatch(server::isRegistered)) {
      wasOpen.set(true);
    } else if (wasOpen.compareAndSet(true, false)) {
      LOG.log(Level.INFO, "The port of " + endpoint + " was closed: the server is stopping");
      stop();
    }
  }

  /** The application stops: nothing is watched any more. */
  @Override
  public void close() {
    hook.close();
  }
}

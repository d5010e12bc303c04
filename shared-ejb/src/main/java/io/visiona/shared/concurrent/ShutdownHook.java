package io.visiona.shared.concurrent;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Something to be done when the JVM begins to exit, on a thread of its own, beside what others do
 * then. Thread-safe.
 */
public final class ShutdownHook implements AutoCloseable {
  private static final Logger LOG = System.getLogger(ShutdownHook.class.getName());

  private final Thread thread;

  /**
   * From now on.
   *
   * @param exiting run once; the JVM does not exit before it returns
   */
  public ShutdownHook(Runnable exiting) {
    this.thread = Thread.ofPlatform().name("visiona-shutdown").unstarted(exiting);
    Runtime.getRuntime().addShutdownHook(thread);
  }

  /** Not any more: an application that is stopped must not be kept by the JVM. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(thread);
    } catch (IllegalStateException exiting) {
      LOG.log(Level.DEBUG, "The JVM is exiting; nothing has to be taken back", exiting);
    }
  }
}

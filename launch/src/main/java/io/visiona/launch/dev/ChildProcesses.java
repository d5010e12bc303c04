package io.visiona.launch.dev;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The processes that must not outlive this one: stopped newest first, also when this one is told to
 * stop by a signal.
 */
final class ChildProcesses implements AutoCloseable {
  private final Deque<AutoCloseable> children = new ArrayDeque<>();
  private final Thread atExit = new Thread(this::stopAll, "stop-children");

  ChildProcesses() {
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  synchronized void add(AutoCloseable child) {
    children.push(child);
  }

  @Override
  public void close() {
    stopAll();
  }

  private synchronized void stopAll() {
    while (!children.isEmpty()) {
      try {
        children.pop().close();
      } catch (Exception e) {
        System.getLogger(ChildProcesses.class.getName())
            .log(System.Logger.Level.WARNING, "A process could not be stopped", e);
      }
    }
  }
}

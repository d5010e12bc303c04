package io.visiona.agent;

import io.visiona.agent.tunnel.TunnelKeeper;
import java.io.PrintWriter;
import java.time.Duration;

/** Turns SIGTERM and Ctrl-C into an orderly stop with exit code 0, until closed. */
final class Stopper implements AutoCloseable {
  private static final Duration DRAIN = Duration.ofSeconds(10);

  private final Thread hook;

  private Stopper(Thread hook) {
    this.hook = hook;
  }

  static Stopper on(TunnelKeeper keeper, PrintWriter err) {
    Thread hook = new Thread(() -> stop(keeper, err), "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    return new Stopper(hook);
  }

  private static void stop(TunnelKeeper keeper, PrintWriter err) {
    err.println("Stopping: running streams get " + DRAIN.toSeconds() + " seconds.");
    err.flush();
    try {
      keeper.stop(DRAIN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    err.println("Stopped.");
    err.flush();
    // Only this sets the exit code of a process that a signal is already ending.
    Runtime.getRuntime().halt(AgentExitCode.OK.number());
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The hook is what ends the process now: wait for it, so that the exit code is its own.
      awaitEnd();
    }
  }

  private void awaitEnd() {
    try {
      hook.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package io.visiona.tests.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Stops processes and lets them go on, as a suspended machine does. */
final class Signals {
  private Signals() {}

  static void suspend(long pid) {
    send("STOP", pid);
  }

  static void resume(long pid) {
    send("CONT", pid);
  }

  private static void send(String signal, long pid) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("no process " + pid);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}

package io.visiona.agent.api;

import io.visiona.agent.http.Exchange;
import io.visiona.yamux.session.YamuxException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Sees that the caller of a stream is gone while nothing is written to it: the thread that serves
 * is interrupted then. A caller that only sends nothing more is not gone.
 */
final class CallerWatch implements AutoCloseable {
  private final Thread serving = Thread.currentThread();
  private boolean over;

  private CallerWatch() {}

  /** Watches on behalf of the thread that calls this, until closed. */
  static CallerWatch of(Exchange exchange) {
    CallerWatch watch = new CallerWatch();
    InputStream in = exchange.rawInput();
    Thread.ofVirtual().name("caller-watch").start(() -> watch.watch(in));
    return watch;
  }

  private void watch(InputStream in) {
    boolean there = true;
    while (there) {
      try {
        there = in.read() >= 0;
      } catch (YamuxException e) {
        there = e.code() == YamuxException.Code.READ_TIMEOUT && isOpen();
        if (!there) {
          interrupt();
        }
      } catch (IOException e) {
        interrupt();
        there = false;
      }
    }
  }

  private synchronized boolean isOpen() {
    return !over;
  }

  private synchronized void interrupt() {
    if (!over) {
      serving.interrupt();
    }
  }

  @Override
  public synchronized void close() {
    over = true;
  }
}

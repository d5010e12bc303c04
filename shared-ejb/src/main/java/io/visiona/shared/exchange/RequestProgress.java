package io.visiona.shared.exchange;

/**
 * What the request's body is doing, which decides how long the response may still take.
 * Thread-safe.
 */
final class RequestProgress {
  private final ExchangeLimits limits;
  private volatile boolean sent;
  private volatile long last = System.nanoTime();

  RequestProgress(ExchangeLimits limits, boolean sent) {
    this.limits = limits;
    this.sent = sent;
  }

  void moved() {
    last = System.nanoTime();
  }

  void sent() {
    last = System.nanoTime();
    sent = true;
  }

  boolean isSent() {
    return sent;
  }

  /** Nanoseconds until the response's head is overdue; a body that is still moving puts it off. */
  long left() {
    boolean whole = sent;
    long allowed = (whole ? limits.responseHead() : limits.idleBody()).toNanos();
    return allowed - (System.nanoTime() - last);
  }
}

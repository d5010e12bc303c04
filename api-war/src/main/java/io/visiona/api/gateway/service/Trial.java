package io.visiona.api.gateway.service;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** What one exchange tells the circuit breaker, once. */
final class Trial {
  private final CircuitBreaker breaker;
  private final long began;
  private final AtomicBoolean told = new AtomicBoolean();

  Trial(CircuitBreaker breaker, long began) {
    this.breaker = breaker;
    this.began = began;
  }

  /** The service has answered. */
  void answered() {
    if (told.compareAndSet(false, true)) {
      breaker.onSuccess(System.nanoTime() - began, TimeUnit.NANOSECONDS);
    }
  }

  /** It has not. */
  void failed(Exception why) {
    if (told.compareAndSet(false, true)) {
      breaker.onError(System.nanoTime() - began, TimeUnit.NANOSECONDS, why);
    }
  }

  /** Nobody knows: the caller has left. */
  void abandoned() {
    if (told.compareAndSet(false, true)) {
      breaker.releasePermission();
    }
  }
}

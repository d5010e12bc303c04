package io.visiona.api.gateway.service;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * A circuit breaker for each service: of the last 20 exchanges 10 or more without a response, and
 * the service is left alone for a while; then three may try. What a service answers, even 500, is
 * an answer. Thread-safe.
 */
final class Breakers {
  private static final int WINDOW = 20;
  private static final int LEAST = 10;
  private static final int TRIALS = 3;

  private final CircuitBreakerConfig config;
  private final Map<String, CircuitBreaker> breakers = new ConcurrentHashMap<>();

  Breakers(Duration open) {
    this.config =
        CircuitBreakerConfig.custom()
            .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
            .slidingWindowSize(WINDOW)
            .minimumNumberOfCalls(LEAST)
            .failureRateThreshold(50)
            .waitDurationInOpenState(open)
            .permittedNumberOfCallsInHalfOpenState(TRIALS)
            // A trial whose outcome is never told must not keep the circuit half open for ever.
            .maxWaitDurationInHalfOpenState(Duration.ofMinutes(2))
            .build();
  }

  CircuitBreaker of(String service) {
    return breakers.computeIfAbsent(service, name -> CircuitBreaker.of(name, config));
  }

  /** Forgets services that are in no table any more. */
  void keep(Set<String> services) {
    breakers.keySet().retainAll(services);
  }

  /** Those that are left alone now. */
  Set<String> open() {
    return breakers.values().stream()
        .filter(breaker -> breaker.getState() == CircuitBreaker.State.OPEN)
        .map(CircuitBreaker::getName)
        .collect(Collectors.toSet());
  }
}

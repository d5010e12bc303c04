package io.visiona.shared.limit;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/**
 * Makes limiters that can be watched: {@code visiona_limit_in_use}, {@code visiona_limit_waiting}
 * and {@code visiona_limit_refused_total} by limit, the last also by what was full. Their tags are
 * known here: no people, no addresses. Thread-safe.
 */
public final class Limiters {
  private final MetricRegistry registry;

  public Limiters(MetricRegistry registry) {
    this.registry = registry;
  }

  /** A limiter with all places free; one of each name to a server. */
  public FairLimiter of(LimitConfig config) {
    Tag limit = new Tag("limit", config.name());
    Map<String, Counter> refused = new HashMap<>();
    Stream.concat(
            config.shares().stream().map(LimitConfig.Share::of), Stream.of(LimitConfig.SERVER))
        .forEach(full ->
            refused.put(
                full,
                registry.counter(
                    metadata("visiona_limit_refused", "Refusals, by limit and by what was full"),
                    limit,
                    new Tag("full", full))));
    FairLimiter limiter = new FairLimiter(config, full -> count(refused, full));
    registry.gauge(
        metadata("visiona_limit_in_use", "Places taken now, by limit"),
        limiter,
        FairLimiter::inUse,
        limit);
    registry.gauge(
        metadata("visiona_limit_waiting", "Who waits for a place now, by limit"),
        limiter,
        FairLimiter::waiting,
        limit);
    return limiter;
  }

  private static void count(Map<String, Counter> refused, String full) {
    Counter counter = refused.get(full);
    if (counter != null) {
      counter.inc();
    }
  }

  private static Metadata metadata(String name, String description) {
    return Metadata.builder().withName(name).withDescription(description).build();
  }
}

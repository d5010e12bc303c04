package io.visiona.api.http;

import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/**
 * How many of the server's threads requests from outside hold. The server has more ({@code
 * maxThreads} in {@code liberty/shared/common.xml}); the difference is kept for the internal port,
 * the operators' ports and the relay, whatever the public ports suffer. Thread-safe.
 */
public final class PublicThreads {
  /** Nothing that works as it should comes near. */
  public static final int MOST = 192;

  private final AtomicInteger held = new AtomicInteger();
  private final Counter refused;

  PublicThreads(MetricRegistry registry) {
    Tag limit = new Tag("limit", "public_threads");
    registry.gauge(
        metadata("visiona_limit_in_use", "Places taken now, by limit"),
        held,
        AtomicInteger::get,
        limit);
    this.refused =
        registry.counter(
            metadata("visiona_limit_refused", "Refusals, by limit and by what was full"),
            limit,
            new Tag("full", "server"));
  }

  /** Takes one, to be given back by {@link #leave} on the same thread; false when all are held. */
  boolean enter() {
    if (held.incrementAndGet() <= MOST) {
      return true;
    }
    held.decrementAndGet();
    refused.inc();
    return false;
  }

  void leave() {
    held.decrementAndGet();
  }

  private static Metadata metadata(String name, String description) {
    return Metadata.builder().withName(name).withDescription(description).build();
  }
}

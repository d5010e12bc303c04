package io.visiona.shared.membercenter;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/**
 * {@code visiona_token_fetches_total} by client, token and outcome. All of them are there from the
 * start, at nought; none has a tag of a person or an object. Thread-safe.
 */
final class TokenFetchMetrics implements TokenFetches {
  private record Key(String client, Kind kind) {}

  private final Map<Key, Map<Outcome, Counter>> counters = new HashMap<>();

  TokenFetchMetrics(MetricRegistry registry, List<TokenPolicy> policies) {
    Metadata metadata =
        Metadata.builder()
            .withName("visiona_token_fetches")
            .withDescription("Calls for tokens to the Member Center by how they ended")
            .build();
    for (TokenPolicy policy : policies) {
      for (Kind kind : Kind.values()) {
        Map<Outcome, Counter> byOutcome = new EnumMap<>(Outcome.class);
        for (Outcome outcome : Outcome.values()) {
          byOutcome.put(
              outcome,
              registry.counter(
                  metadata,
                  new Tag("client", policy.name()),
                  new Tag("token", tag(kind)),
                  new Tag("outcome", tag(outcome))));
        }
        counters.put(new Key(policy.name(), kind), byOutcome);
      }
    }
  }

  @Override
  public void ended(String client, Kind kind, Outcome outcome) {
    Counter counter = counters.getOrDefault(new Key(client, kind), Map.of()).get(outcome);
    if (counter != null) {
      counter.inc();
    }
  }

  private static String tag(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}

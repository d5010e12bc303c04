package io.visiona.api.identity.signin;

import java.util.EnumMap;
import java.util.Map;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/**
 * Counts sign-ins for Prometheus: {@code visiona_sign_ins_total} by outcome. All outcomes are there
 * from the start, at nought. Thread-safe.
 */
final class SignInMetrics implements SignInResult.Tally {
  private final Map<SignInResult, Counter> counters = new EnumMap<>(SignInResult.class);

  SignInMetrics(MetricRegistry registry) {
    Metadata metadata =
        Metadata.builder()
            .withName("visiona_sign_ins")
            .withDescription("Sign-ins by what came of them")
            .build();
    for (SignInResult result : SignInResult.values()) {
      counters.put(result, registry.counter(metadata, new Tag("outcome", result.tag())));
    }
  }

  @Override
  public void count(SignInResult result) {
    Counter counter = counters.get(result);
    if (counter != null) {
      counter.inc();
    }
  }
}

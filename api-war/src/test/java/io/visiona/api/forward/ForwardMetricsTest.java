package io.visiona.api.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.api.http.FakeMetrics;
import io.visiona.api.proxy.ProxyFailure;
import io.visiona.api.proxy.ProxyResult;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is counted of forwarded requests. */
final class ForwardMetricsTest {
  private final FakeMetrics seen = new FakeMetrics();
  private final ForwardMetrics metrics = new ForwardMetrics(seen.registry());

  @Test
  void requestThatWasSentTwice_isOneRequest_andASecondAttempt() {
    metrics.ended(new ProxyResult.Complete(), false, false);
    metrics.ended(new ProxyResult.Complete(), false, true);
    metrics.ended(new ProxyResult.Failed(ProxyFailure.OFFLINE), false, true);
    metrics.ended(new ProxyResult.Complete(), true, false);
    assertThat(seen.values())
        .containsOnly(
            entry("visiona_forward_requests", "completed", 2),
            entry("visiona_forward_requests", "agent_offline", 1),
            entry("visiona_forward_requests", "caller_gone", 1),
            entry("visiona_forward_second_attempts", "completed", 1),
            entry("visiona_forward_second_attempts", "agent_offline", 1));
  }

  @Test
  void requestThatWaitsForRoom_isNotSentAgain() {
    assertThat(Forwarding.isSentAgain(ProxyFailure.NO_ROOM, false)).isFalse();
    assertThat(Forwarding.isSentAgain(ProxyFailure.MOVED, false)).isTrue();
    assertThat(Forwarding.isSentAgain(ProxyFailure.MOVED, true)).isFalse();
  }

  private static Map.Entry<String, Long> entry(String name, String outcome, long count) {
    return Map.entry("%s{outcome=\"%s\"}".formatted(name, outcome), count);
  }
}

package io.visiona.api.agents.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.api.http.FakeMetrics;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each relay's link is counted by itself, for as long as there is one. */
final class RelayLinkMetricsTest {
  private static final LinkStats DOWN = new LinkStats(false, 1, 0, 7, 70, 700);

  private final FakeMetrics seen = new FakeMetrics();
  private final RelayLinkMetrics metrics = new RelayLinkMetrics(seen.registry());

  @Test
  void figures_areOfEachRelay() {
    metrics.update(Map.of("one", new LinkStats(true, 1, 3, 5, 50, 500), "other", DOWN));
    assertThat(seen.values())
        .containsEntry("visiona_link_up{relay=\"one\"}", 1L)
        .doesNotContainKey("visiona_link_up{relay=\"other\"}")
        .containsEntry("visiona_link_streams{relay=\"one\"}", 3L)
        .containsEntry("visiona_link_streams_opened_total{relay=\"one\"}", 5L)
        .containsEntry("visiona_link_received_bytes_total{relay=\"other\"}", 70L)
        .containsEntry("visiona_link_sent_bytes_total{relay=\"other\"}", 700L)
        .containsEntry("visiona_link_connections_total{relay=\"other\"}", 1L);
    metrics.update(Map.of("one", new LinkStats(false, 1, 0, 6, 50, 500), "other", DOWN));
    assertThat(seen.values())
        .doesNotContainKey("visiona_link_up{relay=\"one\"}")
        .containsEntry("visiona_link_streams_opened_total{relay=\"one\"}", 6L);
  }

  @Test
  void relayThatIsGone_leavesNothing_andBeginsAnewWhenItIsBack() {
    metrics.update(Map.of("one", DOWN));
    assertThat(seen.size()).isEqualTo(6);
    metrics.update(Map.of());
    assertThat(seen.size()).isZero();
    metrics.update(Map.of("one", new LinkStats(true, 1, 0, 2, 0, 0)));
    assertThat(seen.values()).containsEntry("visiona_link_streams_opened_total{relay=\"one\"}", 2L);
  }
}

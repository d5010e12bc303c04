package io.visiona.api.agents.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.api.http.FakeMetrics;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each relay's link is counted by itself, for as long as there is one. */
final class RelayLinkMetricsTest {
  private static final LinkStats DOWN = new LinkStats(false, 1, 0, 7, 70, 700);

  private final FakeMetrics seen = new FakeMetrics();
  private Map<String, LinkStats> links = Map.of();
  private final RelayLinkMetrics metrics = new RelayLinkMetrics(seen.registry(), () -> links);

  private void update(Map<String, LinkStats> now) {
    links = now;
    metrics.update();
  }

  @Test
  void figures_areOfEachRelay() {
    update(Map.of("one", new LinkStats(true, 1, 3, 5, 50, 500), "other", DOWN));
    assertThat(seen.values())
        .containsEntry("visiona_link_up{relay=\"one\"}", 1L)
        .doesNotContainKey("visiona_link_up{relay=\"other\"}")
        .containsEntry("visiona_link_streams{relay=\"one\"}", 3L)
        .containsEntry("visiona_link_streams_opened_total{relay=\"one\"}", 5L)
        .containsEntry("visiona_link_received_bytes_total{relay=\"other\"}", 70L)
        .containsEntry("visiona_link_sent_bytes_total{relay=\"other\"}", 700L)
        .containsEntry("visiona_link_connections_total{relay=\"other\"}", 1L);
    update(Map.of("one", new LinkStats(false, 1, 0, 6, 50, 500), "other", DOWN));
    assertThat(seen.values())
        .doesNotContainKey("visiona_link_up{relay=\"one\"}")
        .containsEntry("visiona_link_streams_opened_total{relay=\"one\"}", 6L);
  }

  /** A link that is up a moment after the server started is seen at once. */
  @Test
  void gauges_areReadWhenSomebodyLooks() {
    update(Map.of("one", DOWN));
    links = Map.of("one", new LinkStats(true, 1, 2, 7, 70, 700));
    assertThat(seen.values())
        .containsEntry("visiona_link_up{relay=\"one\"}", 1L)
        .containsEntry("visiona_link_streams{relay=\"one\"}", 2L);
  }

  @Test
  void relayThatIsGone_leavesNothing_andBeginsAnewWhenItIsBack() {
    update(Map.of("one", DOWN));
    assertThat(seen.size()).isEqualTo(6);
    update(Map.of());
    assertThat(seen.size()).isZero();
    update(Map.of("one", new LinkStats(true, 1, 0, 2, 0, 0)));
    assertThat(seen.values()).containsEntry("visiona_link_streams_opened_total{relay=\"one\"}", 2L);
  }
}

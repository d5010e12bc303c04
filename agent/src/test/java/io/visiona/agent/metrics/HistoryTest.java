package io.visiona.agent.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class HistoryTest {
  private static final Instant NOW = Instant.parse("2026-11-28T10:00:00Z");

  private final History history = new History();

  private void sample(int secondsAgo, @Nullable Double received, @Nullable Double sent) {
    Instant at = NOW.minusSeconds(secondsAgo);
    history.add(new Sample(at, 0.5, 0.25, null, received, sent, Map.of()));
  }

  @Test
  void network_isTheMeanOfEachStep_andNullWhereItIsNotCounted() {
    sample(10, null, null);
    sample(4, 1000.0, 10.0);
    sample(2, 3000.0, 20.0);

    JsonObject network = history.series(NOW, 10, 5).getJsonObject("network");

    assertThat(network.getJsonArray("received_bytes_per_s")).hasToString("[null,2000]");
    assertThat(network.getJsonArray("sent_bytes_per_s")).hasToString("[null,15]");
  }
}

package io.visiona.shared.sessions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SummaryJsonTest {
  private static SessionSummary summary(@Nullable Duration roundTrip) {
    return new SessionSummary(
        "session",
        7,
        "agent",
        "owner",
        "192.0.2.1",
        "yamux",
        "1.0",
        Instant.ofEpochSecond(10),
        Instant.ofEpochSecond(20),
        roundTrip,
        1,
        2,
        3,
        4,
        true);
  }

  @Test
  void page_isReadAsItWasWritten() {
    List<SessionSummary> all = List.of(summary(null), summary(Duration.ofNanos(1_234_567)));

    assertThat(SummaryJson.readPage(SummaryJson.page(all))).isEqualTo(all);
  }

  @Test
  void summaryWithoutAnOwner_isNone() {
    JsonObject whole = SummaryJson.write(summary(null));
    JsonObject without = Json.createObjectBuilder(whole).remove("owner").build();

    assertThatThrownBy(() -> SummaryJson.read(without)).isInstanceOf(RuntimeException.class);
  }
}

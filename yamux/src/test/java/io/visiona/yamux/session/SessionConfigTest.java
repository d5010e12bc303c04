package io.visiona.yamux.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class SessionConfigTest {
  private final SessionConfig defaults = SessionConfig.defaults();

  @Test
  void defaults_areTheDocumentedOnes() {
    assertThat(defaults)
        .isEqualTo(
            new SessionConfig(
                16 << 20,
                64L << 20,
                1024,
                4096,
                256,
                Duration.ofSeconds(10),
                1,
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                16 << 20,
                64 << 20,
                1 << 20,
                256,
                100,
                ResetCodes.PLAIN));
  }

  @Test
  void everySetting_changesItsOwnValueOnly() {
    Duration time = Duration.ofSeconds(77);
    SessionConfig changed =
        defaults.toBuilder()
            .maxStreamWindow(300_001)
            .maxSessionWindow(2)
            .maxInboundStreams(3)
            .maxOutboundStreams(4)
            .maxPendingOpens(5)
            .openTimeout(time)
            .openTimeouts(12)
            .closeTimeout(time.plusSeconds(1))
            .writeTimeout(time.plusSeconds(2))
            .pingInterval(time.plusSeconds(3))
            .idleTimeout(time.plusSeconds(4))
            .maxFrameLength(6)
            .writerQueue(7)
            .maxOutputQueue(300_002)
            .acceptBacklog(8)
            .pingsPerSecond(9)
            .resetCodes(ResetCodes.agreed(10, 11))
            .build();

    assertThat(changed)
        .isEqualTo(
            new SessionConfig(
                300_001,
                2,
                3,
                4,
                5,
                time,
                12,
                time.plusSeconds(1),
                time.plusSeconds(2),
                time.plusSeconds(3),
                time.plusSeconds(4),
                6,
                300_002,
                7,
                8,
                9,
                ResetCodes.agreed(10, 11)));
  }

  @Test
  void valuesOutOfBounds_areRefused() {
    List<UnaryOperator<SessionConfig>> wrong =
        List.of(
            config -> config.toBuilder().maxStreamWindow(SessionConfig.INITIAL_WINDOW - 1).build(),
            config -> config.toBuilder().maxSessionWindow(-1).build(),
            config -> config.toBuilder().maxInboundStreams(-1).build(),
            config -> config.toBuilder().maxOutboundStreams(-1).build(),
            config -> config.toBuilder().maxPendingOpens(0).build(),
            config -> config.toBuilder().openTimeout(Duration.ZERO).build(),
            config -> config.toBuilder().openTimeouts(0).build(),
            config -> config.toBuilder().closeTimeout(Duration.ZERO).build(),
            config -> config.toBuilder().writeTimeout(Duration.ZERO).build(),
            config -> config.toBuilder().pingInterval(Duration.ofMillis(-1)).build(),
            config -> config.toBuilder().idleTimeout(Duration.ofMillis(-1)).build(),
            config -> config.toBuilder().maxFrameLength(0).build(),
            config -> config.toBuilder().maxOutputQueue(SessionConfig.INITIAL_WINDOW - 1).build(),
            config -> config.toBuilder().writerQueue(0).build(),
            config -> config.toBuilder().writerQueue(defaults.maxOutputQueue() + 1).build(),
            config -> config.toBuilder().acceptBacklog(0).build(),
            config -> config.toBuilder().pingsPerSecond(0).build());
    for (UnaryOperator<SessionConfig> change : wrong) {
      assertThatIllegalArgumentException().isThrownBy(() -> change.apply(defaults));
    }
  }
}

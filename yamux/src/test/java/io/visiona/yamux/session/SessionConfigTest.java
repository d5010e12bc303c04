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
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                16 << 20,
                64 << 20,
                1 << 20,
                256,
                100));
  }

  @Test
  void everySetting_changesItsOwnValueOnly() {
    Duration time = Duration.ofSeconds(77);
    SessionConfig changed =
        defaults
            .withMaxStreamWindow(300_001)
            .withMaxSessionWindow(2)
            .withMaxInboundStreams(3)
            .withMaxOutboundStreams(4)
            .withMaxPendingOpens(5)
            .withOpenTimeout(time)
            .withCloseTimeout(time.plusSeconds(1))
            .withWriteTimeout(time.plusSeconds(2))
            .withPingInterval(time.plusSeconds(3))
            .withIdleTimeout(time.plusSeconds(4))
            .withMaxFrameLength(6)
            .withWriterQueue(7)
            .withMaxOutputQueue(300_002)
            .withAcceptBacklog(8)
            .withPingsPerSecond(9);

    assertThat(changed)
        .isEqualTo(
            new SessionConfig(
                300_001,
                2,
                3,
                4,
                5,
                time,
                time.plusSeconds(1),
                time.plusSeconds(2),
                time.plusSeconds(3),
                time.plusSeconds(4),
                6,
                300_002,
                7,
                8,
                9));
  }

  @Test
  void valuesOutOfBounds_areRefused() {
    List<UnaryOperator<SessionConfig>> wrong =
        List.of(
            config -> config.withMaxStreamWindow(SessionConfig.INITIAL_WINDOW - 1),
            config -> config.withMaxSessionWindow(-1),
            config -> config.withMaxInboundStreams(-1),
            config -> config.withMaxOutboundStreams(-1),
            config -> config.withMaxPendingOpens(0),
            config -> config.withOpenTimeout(Duration.ZERO),
            config -> config.withCloseTimeout(Duration.ZERO),
            config -> config.withWriteTimeout(Duration.ZERO),
            config -> config.withPingInterval(Duration.ofMillis(-1)),
            config -> config.withIdleTimeout(Duration.ofMillis(-1)),
            config -> config.withMaxFrameLength(0),
            config -> config.withMaxOutputQueue(SessionConfig.INITIAL_WINDOW - 1),
            config -> config.withWriterQueue(0),
            config -> config.withWriterQueue(defaults.maxOutputQueue() + 1),
            config -> config.withAcceptBacklog(0),
            config -> config.withPingsPerSecond(0));
    for (UnaryOperator<SessionConfig> change : wrong) {
      assertThatIllegalArgumentException().isThrownBy(() -> change.apply(defaults));
    }
  }
}

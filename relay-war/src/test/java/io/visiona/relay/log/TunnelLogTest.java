package io.visiona.relay.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.relay.config.TunnelLogging;
import io.visiona.yamux.session.YamuxException;
import io.visiona.yamux.session.YamuxException.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How many lines tunnels cost. */
final class TunnelLogTest {
  private static final Logger LOGGER = Logger.getLogger(TunnelLog.class.getName());

  private final List<String> lines = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        private final SimpleFormatter formatter = new SimpleFormatter();

        @Override
        public void publish(LogRecord line) {
          lines.add(formatter.formatMessage(line));
        }

        @Override
        public void flush() {
          // Nothing is held.
        }

        @Override
        public void close() {
          // Nothing is held.
        }
      };

  private TunnelLogging how = TunnelLogging.AUTO;
  private int tunnels;
  private final TunnelLog log = new TunnelLog(() -> how, () -> tunnels);

  @BeforeEach
  void listen() {
    LOGGER.addHandler(handler);
  }

  @AfterEach
  void leave() {
    LOGGER.removeHandler(handler);
  }

  private void beginAndEnd(int count, Code code) {
    for (int i = 0; i < count; i++) {
      log.opened("agent-" + i, "yamux");
      log.ended("agent-" + i, new YamuxException(code, "so it is"));
    }
  }

  @Test
  void belowAThousandTunnels_eachHasItsLines() {
    tunnels = 999;
    beginAndEnd(2, Code.SESSION_LOST);
    assertThat(lines)
        .containsExactly(
            "Tunnel of agent agent-0 opened over yamux",
            "Tunnel of agent agent-0 ended: SESSION_LOST: so it is",
            "Tunnel of agent agent-1 opened over yamux",
            "Tunnel of agent agent-1 ended: SESSION_LOST: so it is");
    assertThat(log.tick()).isZero();
  }

  @Test
  void fromAThousandTunnelsOn_aLineASecondTellsHowMany() {
    tunnels = 1_000;
    beginAndEnd(500, Code.SESSION_LOST);
    log.closing("agent-1", "a newer one is elsewhere");
    assertThat(lines).isEmpty();
    assertThat(log.tick()).isEqualTo(1);
    assertThat(lines).containsExactly("Tunnels since the last such line: 500 opened, 500 ended");
    assertThat(log.tick()).as("a quiet second").isZero();
  }

  @Test
  void manyFailures_areOneLineASecond_whichNamesTheLatest() {
    how = TunnelLogging.SUMMARY;
    beginAndEnd(300, Code.PROTOCOL_ERROR);
    beginAndEnd(1, Code.SESSION_CLOSED);
    assertThat(log.tick()).isEqualTo(2);
    assertThat(lines)
        .containsExactly(
            "Tunnels since the last such line: 301 opened, 301 ended",
            "Tunnel of agent agent-299 ended: PROTOCOL_ERROR: so it is; the latest of 300 that failed");
    beginAndEnd(1, Code.SESSION_CLOSED);
    assertThat(log.tick()).as("told once").isEqualTo(1);
  }

  @Test
  void each_isEach_howeverManyThereAre() {
    how = TunnelLogging.EACH;
    tunnels = 20_000;
    beginAndEnd(3, Code.SESSION_CLOSED);
    assertThat(lines).hasSize(6);
  }
}

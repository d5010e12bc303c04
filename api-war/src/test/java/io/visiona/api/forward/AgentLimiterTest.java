package io.visiona.api.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.shared.directory.RelayInfo;
import io.visiona.shared.directory.TunnelLocation;
import io.visiona.shared.directory.TunnelLookup;
import io.visiona.shared.sessions.StreamRefusal;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class AgentLimiterTest {
  private static final UUID ONE = new UUID(0, 1);
  private static final UUID OTHER = new UUID(0, 2);
  private static final TunnelLookup.At AT =
      new TunnelLookup.At(
          new TunnelLocation(1, "relay", "1", "yamux"),
          new RelayInfo("relay", "1", URI.create("http://127.0.0.1:1"), RelayInfo.State.UP, 1, 1));

  private final AtomicInteger servers = new AtomicInteger(1);
  private final AgentLimiter limiter = new AgentLimiter(1, servers::get);

  @Test
  void fullAgent_refusesAfterTheWait_whileOthersAreFree() throws InterruptedException {
    assertThat(limiter.acquire(ONE, Duration.ZERO)).isPresent();

    assertThat(limiter.acquire(ONE, Duration.ofMillis(20))).isEmpty();
    assertThat(limiter.acquire(OTHER, Duration.ZERO)).isPresent();
  }

  @Test
  void whoWaits_getsThePlaceThatIsGivenBack() throws Exception {
    AgentLimiter.Permit first = limiter.acquire(ONE, Duration.ZERO).orElseThrow();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletableFuture<Optional<AgentLimiter.Permit>> second =
          CompletableFuture.supplyAsync(() -> acquireOne(Duration.ofSeconds(10)), threads);

      first.close();

      assertThat(second.get()).isPresent();
    }
  }

  @Test
  void placeGivenBackTwice_countsOnce_andNothingIsKeptForAgentsNobodyUses()
      throws InterruptedException {
    AgentLimiter.Permit permit = limiter.acquire(ONE, Duration.ZERO).orElseThrow();
    permit.close();
    permit.close();

    AgentLimiter.Permit again = limiter.acquire(ONE, Duration.ZERO).orElseThrow();
    assertThat(limiter.acquire(ONE, Duration.ZERO)).isEmpty();
    again.close();
    Awaitility.await().until(() -> limiter.agents() == 0);
  }

  @Test
  void liveApiServers_shareWhatAnAgentHasNotAcknowledged_andEachHasAFew() {
    assertThat(limiter.opening()).isEqualTo(256);
    servers.set(3);
    assertThat(limiter.opening()).isEqualTo(85);
    servers.set(40);
    assertThat(limiter.opening()).isEqualTo(8);
  }

  @Test
  void streamAboveTheShare_waitsForAPlace_alsoWhenAnotherServerCame() throws Exception {
    servers.set(32);
    AgentLimiter.Permit permit = limiter.acquire(ONE, Duration.ZERO).orElseThrow();
    List<AgentLimiter.OpeningPermit> opening = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      opening.add(permit.opening("relay", Duration.ZERO, Duration.ZERO).orElseThrow());
    }
    assertThat(permit.opening("relay", Duration.ofMillis(20), Duration.ofSeconds(5))).isEmpty();
    servers.set(16);
    opening.add(permit.opening("relay", Duration.ZERO, Duration.ZERO).orElseThrow());
    servers.set(32);
    opening.removeFirst().close();
    assertThat(permit.opening("relay", Duration.ZERO, Duration.ZERO))
        .as("there are still eight")
        .isEmpty();
    opening.removeFirst().close();
    assertThat(permit.opening("relay", Duration.ZERO, Duration.ZERO)).isPresent();
  }

  private Optional<AgentLimiter.Permit> acquireOne(Duration patience) {
    try {
      return limiter.acquire(ONE, patience);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * A stream that ends without the agent's word, by its relay or by this side, tells nothing of it.
   */
  @Test
  void agentIsQuiet_untilItAcceptsOrRefusesAStreamItself() throws Exception {
    AgentLimiter limiter = new AgentLimiter(8, () -> 1);
    AgentLimiter.Permit permit = limiter.acquire(ONE, Duration.ZERO).orElseThrow();
    for (StreamRefusal why : StreamRefusal.values()) {
      if (why != StreamRefusal.AGENT) {
        opening(permit).answered(false, why);
      }
    }
    opening(permit).close();
    OpeningStream left = opening(permit);
    left.close();
    left.answered(true, StreamRefusal.UNKNOWN);
    assertThat(opening(permit).permit().quietNanos()).isEqualTo(Long.MAX_VALUE);

    opening(permit).answered(false, StreamRefusal.AGENT);
    assertThat(opening(permit).permit().quietNanos()).isLessThan(Long.MAX_VALUE);
    AgentLimiter.OpeningPermit elsewhere =
        permit.opening("other", Duration.ZERO, Duration.ZERO).orElseThrow();
    assertThat(elsewhere.quietNanos()).isEqualTo(Long.MAX_VALUE);
    elsewhere.accepted();
    assertThat(elsewhere.quietNanos()).isLessThan(Long.MAX_VALUE);
  }

  private static OpeningStream opening(AgentLimiter.Permit permit) throws InterruptedException {
    return new OpeningStream(
        permit.opening("relay", Duration.ZERO, Duration.ZERO).orElseThrow(),
        new TunnelChoice(_ -> true, System::nanoTime).begin(ONE, AT));
  }
}

package io.visiona.api.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.visiona.api.agents.relay.AgentLocations;
import io.visiona.api.agents.relay.RelayLinks;
import io.visiona.api.proxy.ProxyFailure;
import io.visiona.api.proxy.UpstreamException;
import io.visiona.api.proxy.UpstreamExchange;
import io.visiona.api.proxy.UpstreamHead;
import io.visiona.shared.directory.RelayInfo;
import io.visiona.shared.directory.TunnelDirectory;
import io.visiona.shared.directory.TunnelLocation;
import io.visiona.shared.directory.TunnelLookup;
import io.visiona.shared.exchange.ExchangeLimits;
import io.visiona.shared.sessions.SessionStore;
import io.visiona.shared.sessions.StreamRefusal;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a request whose stream the relay refuses, over a real link. */
@Timeout(30)
final class AgentUpstreamTest {
  private static final UUID AGENT = UUID.randomUUID();
  private static final UpstreamHead HEAD = new UpstreamHead("GET", "/", List.of(), false, true);

  private final RefusingRelay relay = new RefusingRelay();
  private final AgentLimiter limiter = new AgentLimiter(4, () -> 1);
  private final AgentUpstream.Agents agents = new AgentUpstream.Agents(routes(), limiter);

  @AfterEach
  void close() {
    relay.close();
  }

  private AgentUpstream upstream(Duration open) {
    Duration most = Duration.ofSeconds(10);
    return new AgentUpstream(agents, AGENT, new ExchangeLimits(open, most, most, 64 * 1024));
  }

  /** One attempt; null when it was answered. */
  private static UpstreamException attempt(AgentUpstream upstream) throws Exception {
    UpstreamExchange exchange = upstream.open(HEAD, new byte[0], false, false);
    try {
      return catchThrowableOfType(UpstreamException.class, exchange::response);
    } finally {
      exchange.close();
    }
  }

  private static UpstreamException attempts(AgentUpstream upstream) throws Exception {
    UpstreamException failed = attempt(upstream);
    while (failed != null && failed.failure() == ProxyFailure.NO_ROOM) {
      assertThat(failed.isUntouched()).isTrue();
      failed = attempt(upstream);
    }
    return failed;
  }

  @Test
  void relayWithoutRoom_isWaitedFor_untilThereIsSome() throws Exception {
    relay.refusals.addAll(
        List.of(StreamRefusal.NO_ROOM, StreamRefusal.UNACKNOWLEDGED, StreamRefusal.NO_ROOM));
    assertThat(attempts(upstream(Duration.ofSeconds(10)))).isNull();
    assertThat(relay.streams).hasValue(4);
  }

  @Test
  void relayThatHasNoRoomInTime_isBusy_andTheAgentIsLate() throws Exception {
    assertThat(after(StreamRefusal.NO_ROOM).failure()).isEqualTo(ProxyFailure.BUSY);
    assertThat(after(StreamRefusal.UNACKNOWLEDGED).failure()).isEqualTo(ProxyFailure.QUEUE_TIMEOUT);
    assertThat(limiter.agents()).as("places are given back").isZero();
  }

  private UpstreamException after(StreamRefusal why) throws Exception {
    for (int i = 0; i < 1000; i++) {
      relay.refusals.add(why);
    }
    UpstreamException failed = attempts(upstream(Duration.ofMillis(300)));
    relay.refusals.clear();
    assertThat(failed).isNotNull();
    assertThat(failed.isUntouched()).isFalse();
    return failed;
  }

  @Test
  void reasonOfTheRelay_isTakenForTheReason() throws Exception {
    relay.refusals.add(StreamRefusal.NO_TUNNEL);
    assertThat(attempt(upstream(Duration.ofSeconds(10))).failure()).isEqualTo(ProxyFailure.OFFLINE);
    relay.refusals.add(StreamRefusal.AGENT);
    assertThat(attempt(upstream(Duration.ofSeconds(10))).failure()).isEqualTo(ProxyFailure.REFUSED);
  }

  private AgentRoutes routes() {
    TunnelLookup.At at =
        new TunnelLookup.At(
            new TunnelLocation(1, "relay", "1", "yamux"),
            new RelayInfo(
                "relay", "1", URI.create("http://127.0.0.1:1"), RelayInfo.State.UP, 1, 1));
    TunnelDirectory directory =
        (TunnelDirectory)
            Proxy.newProxyInstance(
                TunnelDirectory.class.getClassLoader(),
                new Class<?>[] {TunnelDirectory.class},
                (_, method, _) ->
                    switch (method.getName()) {
                      case "listen" -> null;
                      case "isLocal" -> true;
                      default -> CompletableFuture.completedStage(at);
                    });
    SessionStore<?> store =
        (SessionStore<?>)
            Proxy.newProxyInstance(
                SessionStore.class.getClassLoader(),
                new Class<?>[] {SessionStore.class},
                (_, _, _) -> {
                  throw new IllegalStateException("the relay said why");
                });
    return new AgentRoutes(
        new AgentLocations(
            directory,
            _ -> {
              throw new IllegalStateException("no relay is asked");
            },
            Runnable::run),
        new RelayLinks(_ -> relay.link, _ -> {}),
        new AgentPresence(store));
  }
}

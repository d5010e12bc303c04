package io.visiona.api.agents.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.visiona.shared.directory.RelayInfo;
import io.visiona.shared.directory.TunnelDirectory;
import io.visiona.shared.directory.TunnelLocation;
import io.visiona.shared.sessions.SessionStoreException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Which relays have to confirm that a tunnel is closed, and when they have. */
final class RelayTunnelCloserTest {
  private static final String AGENT = "6f1d1e4e-8d0f-4f0c-9a5e-0d6f0b7a1c11";

  private final List<String> told = new ArrayList<>();
  private Map<String, RelayInfo> relays = Map.of("one", relay("one"), "two", relay("two"));
  private boolean answering = true;
  private boolean local;

  private final TunnelDirectory directory =
      (TunnelDirectory)
          Proxy.newProxyInstance(
              TunnelDirectory.class.getClassLoader(),
              new Class<?>[] {TunnelDirectory.class},
              (_, method, _) ->
                  switch (method.getName()) {
                    case "listen" -> null;
                    case "isLocal" -> local;
                    case "isAnswering" -> answering;
                    case "relays" -> relays;
                    case "revoke" ->
                        answering
                            ? CompletableFuture.completedStage(
                                List.of(new TunnelLocation(1, "two", "1", "yamux")))
                            : CompletableFuture.failedStage(new IllegalStateException("away"));
                    default -> throw new IllegalStateException(method.getName());
                  });

  private final RelayClients clients = relay -> client(relay.id());
  private final RelayTunnelCloser closer =
      new RelayTunnelCloser(
          directory, new AgentLocations(directory, clients, Runnable::run), clients);

  @Test
  void relayThatHadTheTunnel_hasToConfirm() throws Exception {
    assertThat(closer.revoke(AGENT, 2)).containsExactly("two");
    closer.close("two", AGENT, 2);
    assertThat(told).containsExactly("two " + AGENT + " 2");
  }

  @Test
  void whileTheDirectoryIsAway_allKnownRelaysHaveTo() throws Exception {
    answering = false;
    assertThat(closer.revoke(AGENT, 2)).containsExactlyInAnyOrder("one", "two");
  }

  @Test
  void onlyRelay_andOneThatIsToCloseAnyTunnel_isToldWithoutTheDirectory() throws Exception {
    assertThat(closer.revoke(AGENT, 0)).containsExactlyInAnyOrder("one", "two");
    closer.close("one", AGENT, 0);
    assertThat(told).containsExactly("one " + AGENT + " null");
    local = true;
    relays = Map.of("relay", relay("relay"));
    assertThat(closer.revoke(AGENT, 2)).containsExactly("relay");
  }

  @Test
  void relayWhoseLeaseIsGone_countsAsClosed_butNotWhileNobodyCanTell() throws Exception {
    closer.close("gone", AGENT, 2);
    answering = false;
    assertThatThrownBy(() -> closer.close("gone", AGENT, 2))
        .isInstanceOf(SessionStoreException.class);
    relays = Map.of();
    assertThatThrownBy(() -> closer.revoke(AGENT, 2)).isInstanceOf(SessionStoreException.class);
    assertThat(told).isEmpty();
  }

  @Test
  void relayThatFails_hasNotConfirmed() {
    relays = Map.of("failing", relay("failing"));
    assertThatThrownBy(() -> closer.close("failing", AGENT, 2))
        .isInstanceOf(SessionStoreException.class);
  }

  private RelayClient client(String relay) {
    return (RelayClient)
        Proxy.newProxyInstance(
            RelayClient.class.getClassLoader(),
            new Class<?>[] {RelayClient.class},
            (_, _, arguments) -> {
              if (relay.equals("failing")) {
                throw new IllegalStateException("no answer");
              }
              told.add(relay + " " + arguments[0] + " " + arguments[2]);
              return null;
            });
  }

  private static RelayInfo relay(String id) {
    return new RelayInfo(id, "1", URI.create("http://127.0.0.1:1"), RelayInfo.State.UP, 1, 1);
  }
}

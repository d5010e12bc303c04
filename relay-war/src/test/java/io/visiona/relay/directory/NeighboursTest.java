package io.visiona.relay.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.shared.directory.RelayInfo;
import io.visiona.shared.directory.RelayInfo.State;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Where an agent is told that it may have its second tunnel. */
final class NeighboursTest {
  private final ScriptedDirectory directory = new ScriptedDirectory();
  private final Neighbours neighbours = new Neighbours(directory, "r1");

  @Test
  void agentsAreTold_ofTheEmptiestFour_thatTakeThem() {
    directory.relays(
        relay("r1", State.UP, 0),
        relay("r2", State.UP, 50),
        relay("r3", State.UP, 10),
        relay("r4", State.DRAINING, 1),
        relay("r5", State.JOINING, 1),
        relay("full", State.UP, 100),
        relay("r6", State.UP, 30),
        relay("r7", State.UP, 40),
        relay("r8", State.UP, 60),
        new RelayInfo("balanced", "", URI.create("http://10.0.0.9:3801"), State.UP, 0, 100));
    assertThat(neighbours.urls())
        .extracting(URI::getHost)
        .containsExactly("r3.example.com", "r6.example.com", "r7.example.com", "r2.example.com");
    assertThat(neighbours.isAlone()).isFalse();
  }

  private static RelayInfo relay(String id, State state, int tunnels) {
    return new RelayInfo(
        id,
        "",
        URI.create("http://10.0.0.1:3801"),
        Optional.of(URI.create("https://" + id + ".example.com/tunnel/connect")),
        state,
        tunnels,
        100,
        "",
        "");
  }
}

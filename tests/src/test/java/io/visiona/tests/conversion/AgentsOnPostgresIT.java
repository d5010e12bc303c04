package io.visiona.tests.conversion;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.tests.support.TestAgent;
import io.visiona.tests.support.TestAgent.Kind;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * The servers of the conversion world run on PostgreSQL, configured as an operator does it; agents
 * are for everybody.
 */
@OnConversionWorld
final class AgentsOnPostgresIT {
  private final World world;

  AgentsOnPostgresIT(World world) {
    this.world = world;
  }

  @Test
  void agentOfAServerOnPostgres_isPairedFoundAndReached() throws IOException {
    try (TestAgent agent = TestAgent.online(world.stack, world.alice, Kind.JAVA_YAMUX)) {
      assertThat(world.alice.get(agent.proxy("/healthz")).statusCode()).isEqualTo(200);
      assertThat(world.alice.agents())
          .extracting(known -> known.getString("id"))
          .contains(agent.id());
    }
  }
}

package io.visiona.agent.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.agent.support.AgentRig;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TableTest {
  @TempDir Path folder;

  @Test
  void table_hasAllRowsButTheProxy_andAnOldAgentLacksTheLaterOnes() throws Exception {
    try (AgentRig agent = new AgentRig(folder)) {
      assertThat(agent.services().api().table().lines()).hasSize(42).doesNotHaveDuplicates();
      assertThat(agent.services().api().table().routes().stream().filter(AgentRoute::late))
          .hasSize(4);
      assertThat(agent.get("cameras/cam-0/snapshot").status()).isEqualTo(200);
      agent.services().faults().turnOn("old_agent", java.time.Duration.ofSeconds(60), 0);
      assertThat(agent.get("cameras/cam-0/snapshot").code()).isEqualTo("no_such_endpoint");
      assertThat(agent.get("cameras").status()).isEqualTo(200);
    }
  }
}

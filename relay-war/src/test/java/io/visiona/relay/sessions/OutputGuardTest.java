package io.visiona.relay.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.relay.support.Far;
import io.visiona.relay.support.Recorder;
import io.visiona.relay.support.Relay;
import io.visiona.shared.sessions.LinkPreamble;
import io.visiona.yamux.session.Channel;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

final class OutputGuardTest {
  private final Relay relay = new Relay();
  private final Far api = relay.api();

  private void queueFor(Far agent, String id, int bytes) throws Exception {
    Channel channel = api.session().open(new Recorder(), LinkPreamble.encode(id));
    Far.settle(api, agent);
    agent.transport().freeze();
    channel.send(ByteBuffer.allocate(bytes));
    Far.settle(api);
    // What is queued first is on its way to the frozen transport; the rest waits.
    channel.send(ByteBuffer.allocate(bytes));
    Far.settle(api);
  }

  @Test
  void tooMuchWaiting_endsTheTunnelThatHoldsMost() throws Exception {
    queueFor(relay.agent("small"), "small", 40_000);
    queueFor(relay.agent("large"), "large", 120_000);
    assertThat(new OutputGuard(relay.store, () -> 500_000).check()).isZero();
    assertThat(new OutputGuard(relay.store, () -> 100_000).check()).isEqualTo(1);
    assertThat(relay.store.exists("large")).isFalse();
    assertThat(relay.store.exists("small")).isTrue();
  }
}

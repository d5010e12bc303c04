package io.visiona.relay.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.relay.support.Far;
import io.visiona.relay.support.Recorder;
import io.visiona.relay.support.Relay;
import io.visiona.shared.sessions.LinkPreamble;
import io.visiona.yamux.session.Channel;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class DrainTest {
  private final Relay relay = new Relay();
  private final Far api = relay.api();
  private final Far agent = relay.agent("agent-1");
  private final Recorder heard = new Recorder();

  private Drain drain(Duration timeout) {
    return new Drain(relay.store, relay.links::live, timeout);
  }

  @Test
  void begin_tellsEverybodyAndLetsRunningStreamsGoOn() throws Exception {
    Channel channel = api.session().open(heard, LinkPreamble.encode("agent-1"));
    Far.settle(api, agent);
    Drain drain = drain(Duration.ofSeconds(1));
    drain.begin();
    Far.settle(api, agent);
    assertThat(drain.isDraining()).isTrue();
    assertThat(agent.session().isDraining()).isTrue();
    assertThat(api.session().isDraining()).isTrue();
    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void finish_closesEverythingAfterTheTimeout() throws Exception {
    api.session().open(heard, LinkPreamble.encode("agent-1"));
    Far.settle(api, agent);
    drain(Duration.ofMillis(100)).finish();
    Far.settle(api, agent);
    assertThat(agent.transport().isClosed()).isTrue();
    assertThat(api.transport().isClosed()).isTrue();
    assertThat(relay.store.size()).isZero();
    assertThat(relay.links.live()).isEmpty();
  }

  @Test
  void finish_withoutStreams_doesNotWait() {
    long start = System.nanoTime();
    drain(Duration.ofMinutes(1)).finish();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
  }
}

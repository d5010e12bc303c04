package io.visiona.relay.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.relay.support.Far;
import io.visiona.relay.support.Recorder;
import io.visiona.relay.support.Relay;
import io.visiona.shared.sessions.LinkPreamble;
import io.visiona.yamux.session.Channel;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

final class RelayDrainTest {
  private final Relay relay = new Relay();
  private final Far api = relay.api();
  private final Far agent = relay.agent("agent-1");
  private final Recorder heard = new Recorder();

  private RelayDrain drain(Duration timeout) {
    return drain(timeout, false);
  }

  private RelayDrain drain(Duration timeout, boolean others) {
    return new RelayDrain(
        relay.store,
        relay.links::live,
        () -> new RelayDrain.Times(Duration.ZERO, Duration.ofMillis(250), timeout),
        Runnable::run,
        others);
  }

  /**
   * An agent that cannot go anywhere else is reached as before, and so it is from an API server.
   */
  @Test
  void begin_withoutOtherRelays_servesWhoIsHere() throws Exception {
    RelayDrain drain = drain(Duration.ofSeconds(1));
    drain.begin();
    Far.settle(api, agent);
    assertThat(drain.isDraining()).isTrue();
    Channel channel = api.session().open(heard, LinkPreamble.encode("agent-1"));
    Far.settle(api, agent);
    assertThat(agent.session().isDraining()).isFalse();
    assertThat(api.session().isDraining()).isFalse();
    assertThat(agent.streams()).isEqualTo(1);
    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void begin_withOtherRelays_sendsIdleAgentsAway() {
    drain(Duration.ofSeconds(1), true).begin();
    Far.settle(api, agent);
    assertThat(agent.transport().isClosed()).isTrue();
    assertThat(relay.store.size()).isZero();
    assertThat(api.session().isDraining()).as("the link stays").isFalse();
  }

  /** It would notice nothing but the end of its connection, or end it with all its streams. */
  @Test
  void agentOfTheField_withAStream_isReachedAsBefore_untilTheStreamEnds() throws Exception {
    Far ours = relay.redialling("agent-2");
    Channel long1 = api.session().open(heard, LinkPreamble.encode("agent-1"));
    api.session().open(heard, LinkPreamble.encode("agent-2"));
    Far.settle(api, agent, ours);
    Thread draining = Thread.ofVirtual().start(drain(Duration.ofSeconds(20), true)::begin);
    Awaitility.await()
        .untilAsserted(() -> {
          Far.settle(api, agent, ours);
          assertThat(ours.session().isDraining()).as("the agent that dials anew").isTrue();
        });
    assertThat(agent.session().isDraining()).isFalse();
    Channel another = api.session().open(heard, LinkPreamble.encode("agent-1"));
    Far.settle(api, agent, ours);
    assertThat(another.isOpen()).isTrue();
    assertThat(agent.streams()).isEqualTo(2);
    long1.reset();
    another.reset();
    Awaitility.await()
        .untilAsserted(() -> {
          Far.settle(api, agent, ours);
          assertThat(agent.transport().isClosed()).as("idle").isTrue();
        });
    assertThat(relay.store.closeAll()).as("the one that dials anew").isEqualTo(1);
    draining.join();
  }

  @Test
  void finish_withOtherRelays_reachesAgentsOfTheField_untilShortlyBeforeTheEnd() throws Exception {
    api.session().open(heard, LinkPreamble.encode("agent-1"));
    Far.settle(api, agent);
    long begun = System.nanoTime();
    Thread finishing = Thread.ofVirtual().start(drain(Duration.ofSeconds(2), true)::finish);
    Awaitility.await()
        .untilAsserted(() -> {
          Far.settle(api, agent);
          assertThat(agent.session().isDraining()).isTrue();
        });
    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .isGreaterThanOrEqualTo(Duration.ofMillis(1500));
    assertThat(api.session().isDraining()).isTrue();
    finishing.join();
    Far.settle(api, agent);
    assertThat(agent.transport().isClosed()).isTrue();
  }

  @Test
  void finish_tellsEverybody_andLetsRunningStreamsEnd() throws Exception {
    Channel channel = api.session().open(heard, LinkPreamble.encode("agent-1"));
    Far.settle(api, agent);
    Thread finishing = Thread.ofVirtual().start(() -> drain(Duration.ofSeconds(20)).finish());
    Awaitility.await()
        .untilAsserted(() -> {
          Far.settle(api, agent);
          assertThat(agent.session().isDraining()).isTrue();
          assertThat(api.session().isDraining()).isTrue();
        });
    assertThat(channel.isOpen()).isTrue();
    channel.reset();
    Far.settle(api, agent);
    finishing.join();
    assertThat(relay.store.size()).isZero();
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

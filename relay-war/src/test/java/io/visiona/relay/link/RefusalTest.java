package io.visiona.relay.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.relay.config.OwnerLimits;
import io.visiona.relay.support.Far;
import io.visiona.relay.support.Recorder;
import io.visiona.relay.support.Relay;
import io.visiona.shared.sessions.LinkPreamble;
import io.visiona.shared.sessions.StreamRefusal;
import io.visiona.yamux.frame.Flags;
import io.visiona.yamux.session.Channel;
import io.visiona.yamux.session.YamuxException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What an API server is told of a stream that it does not get. */
final class RefusalTest {
  private Relay relay = new Relay();
  private Far api = relay.api();
  private Far agent = relay.agent("agent-1");

  private Channel open(String session) throws YamuxException {
    Channel channel = api.session().open(new Recorder(), LinkPreamble.encode(session));
    Far.settle(api, agent);
    return channel;
  }

  private static void assertRefused(Channel channel, StreamRefusal why) {
    assertThat(channel.isOpen()).isFalse();
    assertThat(StreamRefusal.of(channel.resetCode())).isEqualTo(why);
  }

  private void fresh(Relay other) {
    relay = other;
    api = relay.api();
    agent = relay.agent("agent-1");
  }

  @Test
  void noTunnel() throws Exception {
    assertRefused(open("nobody"), StreamRefusal.NO_TUNNEL);
  }

  @Test
  void tunnelLostBeforeItsAgentTookTheStream_isSaid_forItMayHaveActedOnIt() throws Exception {
    agent.silent();
    Channel channel = open("agent-1");
    agent.lose();
    Far.settle(api);
    assertRefused(channel, StreamRefusal.LOST);
  }

  @Test
  void agentThatRefuses_byResetOrBareFin_isNamed_whateverCodeItSends() throws Exception {
    agent.silent();
    Channel reset = open("agent-1");
    agent.inject(frame(Flags.RST, 1, StreamRefusal.NO_ROOM.code()));
    Channel finished = open("agent-1");
    agent.inject(frame(Flags.FIN, 3, 0));
    Far.settle(api);
    assertRefused(reset, StreamRefusal.AGENT);
    assertRefused(finished, StreamRefusal.AGENT);
    assertThat(relay.store.exists("agent-1")).isTrue();
  }

  @Test
  void agentThatResetsWhatItTook_hasNotRefusedIt() throws Exception {
    Channel channel = open("agent-1");
    agent.channel(0).reset();
    Far.settle(api, agent);
    assertRefused(channel, StreamRefusal.UNKNOWN);
  }

  /** It may have acted on what it got. */
  @Test
  void agentThatSaysNothingInTime_hasNotRefusedIt() throws Exception {
    agent.silent();
    Channel channel = open("agent-1");
    long late =
        System.nanoTime() + relay.config.openTimeout().plus(Duration.ofSeconds(1)).toNanos();
    relay.store.lookup("agent-1").session().tick(late);
    Far.settle(api, agent);
    assertRefused(channel, StreamRefusal.UNKNOWN);
  }

  @Test
  void tunnelThatIsFull_hasNoRoom() throws Exception {
    fresh(new Relay(1));
    open("agent-1");
    assertRefused(open("agent-1"), StreamRefusal.NO_ROOM);
  }

  @Test
  void ownerWithAllTheirStreams_hasNoRoom() throws Exception {
    relay.ofOwners = new OwnerLimits(1, 0, 0);
    open("agent-1");
    assertRefused(open("agent-1"), StreamRefusal.NO_ROOM);
  }

  @Test
  void tooManyThatTheAgentHasNotAcknowledged_areSaidToBe() throws Exception {
    fresh(new Relay(1000));
    agent.silent();
    for (int i = 0; i < 256; i++) {
      open("agent-1");
    }
    assertRefused(open("agent-1"), StreamRefusal.UNACKNOWLEDGED);
  }

  @Test
  void agentThatIsSentAway_isDraining_andOneThatGoesByItselfRefuses() throws Exception {
    relay.store.lookup("agent-1").session().goAway();
    assertRefused(open("agent-1"), StreamRefusal.DRAINING);

    fresh(new Relay());
    agent.session().goAway();
    Far.settle(agent);
    assertRefused(open("agent-1"), StreamRefusal.AGENT);
  }

  @Test
  void linkThatIsTakenAway_isDraining() throws Exception {
    Channel channel = api.session().open(new Recorder(), LinkPreamble.encode("agent-1"));
    relay.links.live().getFirst().goAway();
    Far.settle(api, agent);
    assertRefused(channel, StreamRefusal.DRAINING);
  }

  @Test
  void agents_areToldNothing() throws Exception {
    Channel channel = open("agent-1");
    channel.reset(StreamRefusal.DRAINING.code());
    Far.settle(api, agent);
    assertThat(agent.heard(0).events()).contains("reset");
    assertThat(agent.channel(0).resetCode()).isZero();
  }

  private static byte[] frame(int flags, int stream, int length) {
    return ByteBuffer.allocate(12)
        .putShort((short) 1)
        .putShort((short) flags)
        .putInt(stream)
        .putInt(length)
        .array();
  }
}

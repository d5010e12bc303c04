package io.visiona.relay.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.relay.config.OwnerLimits;
import io.visiona.relay.support.Far;
import io.visiona.relay.support.Recorder;
import io.visiona.relay.support.Relay;
import io.visiona.shared.sessions.LinkPreamble;
import io.visiona.yamux.session.Channel;
import io.visiona.yamux.session.SessionConfig;
import io.visiona.yamux.session.YamuxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Streams between an API server's link and agents' tunnels, all of them real sessions. */
final class SwitchTest {
  private static final int INITIAL = SessionConfig.INITIAL_WINDOW;

  private final Relay relay = new Relay();
  private final Far api = relay.api();
  private final Far agent = relay.agent("agent-1");
  private final Recorder heard = new Recorder();

  private Channel open(String session, String first) throws YamuxException {
    return api.session().open(heard, naming(session, first));
  }

  private static ByteBuffer naming(String session, String first) {
    ByteBuffer preamble = LinkPreamble.encode(session);
    byte[] bytes = first.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(preamble.remaining() + bytes.length).put(preamble).put(bytes).flip();
  }

  private static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void firstBytes_reachTheAgentWithoutThePreamble() throws Exception {
    open("agent-1", "GET / ");
    Far.settle(api, agent);
    assertThat(agent.heard(0).text()).isEqualTo("GET / ");
    assertThat(heard.events()).contains("acknowledged");
  }

  @Test
  void preambleInPieces_isPutTogether() throws Exception {
    ByteBuffer whole = naming("agent-1", "body");
    Channel channel = api.session().open(heard);
    while (whole.hasRemaining()) {
      channel.send(ByteBuffer.wrap(new byte[] {whole.get()}));
      Far.settle(api, agent);
    }
    assertThat(agent.heard(0).text()).isEqualTo("body");
  }

  @Test
  void preambleCredit_isGivenBackExactlyOnce() throws Exception {
    Channel channel = open("agent-1", "12345");
    Far.settle(api, agent);
    assertThat(channel.credit()).isEqualTo(INITIAL - 5);
    agent.channel(0).acknowledge(0);
    Far.settle(api, agent);
    assertThat(channel.credit()).isEqualTo(INITIAL - 5);
  }

  @Test
  void preambleCredit_waitsForTheAgentsAcknowledgement() throws Exception {
    agent.silent();
    Channel channel = open("agent-1", "");
    Far.settle(api, agent);
    assertThat(heard.events()).isEmpty();
    assertThat(channel.credit()).isEqualTo(INITIAL - LinkPreamble.encode("agent-1").remaining());
  }

  @Test
  void windows_areEndToEnd() throws Exception {
    Channel channel = open("agent-1", "");
    Far.settle(api, agent);
    agent.channel(0).grant(1000);
    Far.settle(api, agent);
    assertThat(channel.credit()).isEqualTo(INITIAL + 1000);
    channel.grant(500);
    Far.settle(api, agent);
    assertThat(agent.channel(0).credit()).isEqualTo(INITIAL + 500);
  }

  @Test
  void creditGivenBeforeThePreamble_reachesTheAgent() throws Exception {
    Channel channel = api.session().open(heard);
    channel.grant(700);
    Far.settle(api, agent);
    channel.send(naming("agent-1", ""));
    Far.settle(api, agent);
    assertThat(agent.channel(0).credit()).isEqualTo(INITIAL + 700);
  }

  @Test
  void aWholeWindow_goesThroughBothWays() throws Exception {
    Channel channel = open("agent-1", "");
    Far.settle(api, agent);
    assertThat(channel.send(ByteBuffer.allocate(INITIAL))).isEqualTo(INITIAL);
    assertThat(agent.channel(0).send(ByteBuffer.allocate(INITIAL))).isEqualTo(INITIAL);
    Far.settle(api, agent);
    assertThat(agent.heard(0).received()).isEqualTo(INITIAL);
    assertThat(heard.received()).isEqualTo(INITIAL);
  }

  @Test
  void halfClose_passesBothWays() throws Exception {
    Channel channel = open("agent-1", "ask");
    channel.finish();
    Far.settle(api, agent);
    assertThat(agent.heard(0).events()).contains("finished");
    agent.channel(0).send(text("answer"));
    agent.channel(0).finish();
    Far.settle(api, agent);
    assertThat(heard.text()).isEqualTo("answer");
    assertThat(heard.events()).contains("finished");
    assertThat(relay.store.lookup("agent-1").session().stats().streamsOpen()).isZero();
  }

  @Test
  void reset_passesBothWays() throws Exception {
    Channel first = open("agent-1", "x");
    Far.settle(api, agent);
    first.reset();
    Far.settle(api, agent);
    assertThat(agent.heard(0).events()).contains("reset");

    open("agent-1", "y");
    Far.settle(api, agent);
    agent.channel(1).reset();
    Far.settle(api, agent);
    assertThat(heard.events()).contains("reset");
  }

  /** WINDOW_UPDATE|FIN without an ACK before it: the agent has no room, and is alive. */
  @Test
  void bareFin_refusesAndNeverAcknowledges() throws Exception {
    agent.silent();
    open("agent-1", "x");
    Far.settle(api, agent);
    agent.inject(new byte[] {0, 1, 0, 4, 0, 0, 0, 1, 0, 0, 0, 0});
    Far.settle(api, agent);

    assertThat(heard.events()).containsExactly("reset");
    assertThat(agent.heard(0).events()).containsExactly("reset");
    assertThat(relay.store.exists("agent-1")).isTrue();
  }

  @Test
  void tunnelLostBehindTheEndOfAnAnswer_takesNothingOfItAway() throws Exception {
    open("agent-1", "ask");
    Far.settle(api, agent);
    agent.channel(0).send(text("answer"));
    agent.channel(0).finish();
    Far.settle(agent);
    agent.lose();
    Far.settle(api);

    assertThat(heard.text()).isEqualTo("answer");
    assertThat(heard.events()).contains("finished").doesNotContain("reset");
  }

  @Test
  void unknownSession_isResetAndNeverAcknowledged() throws Exception {
    open("nobody", "x");
    Far.settle(api, agent);
    assertThat(heard.events()).containsExactly("reset");
  }

  @Test
  void malformedPreamble_resetsItsStreamOnly() throws Exception {
    api.session().open(heard, ByteBuffer.wrap(new byte[] {0, 1, 2}));
    Far.settle(api, agent);
    assertThat(heard.events()).containsExactly("reset");
    assertThat(api.session().isOpen()).isTrue();
  }

  @Test
  void finBeforeThePreambleIsComplete_resets() throws Exception {
    Channel channel = api.session().open(heard, ByteBuffer.wrap(new byte[] {7, 'a'}));
    channel.finish();
    Far.settle(api, agent);
    assertThat(heard.events()).contains("reset");
  }

  @Test
  void tunnelLost_resetsItsStreamsAndNoOther() throws Exception {
    Far other = relay.agent("agent-2");
    Recorder second = new Recorder();
    open("agent-1", "x");
    api.session().open(second, naming("agent-2", "x"));
    Far.settle(api, agent, other);
    agent.lose();
    Far.settle(api, other);
    assertThat(heard.events()).contains("reset");
    assertThat(second.events()).doesNotContain("reset");
    assertThat(relay.store.exists("agent-1")).isFalse();
  }

  @Test
  void linkLost_resetsTheAgentsStreams() throws Exception {
    open("agent-1", "x");
    Far.settle(api, agent);
    api.lose();
    Far.settle(agent);
    assertThat(agent.heard(0).events()).contains("reset");
    assertThat(agent.session().isOpen()).isTrue();
    assertThat(relay.links.live()).isEmpty();
  }

  @Test
  void streamLimit_resetsWhatExceedsIt() throws Exception {
    Relay small = new Relay(1);
    Far one = small.agent("agent-1");
    Far caller = small.api();
    Recorder second = new Recorder();
    caller.session().open(heard, naming("agent-1", "x"));
    caller.session().open(second, naming("agent-1", "y"));
    Far.settle(caller, one);
    assertThat(heard.events()).contains("acknowledged");
    assertThat(second.events()).containsExactly("reset");
    assertThat(one.streams()).isEqualTo(1);
  }

  @Test
  void agentThatBreaksTheProtocol_endsItsTunnelOnly() throws Exception {
    open("agent-1", "x");
    Far.settle(api, agent);
    agent.inject(new byte[] {9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9});
    Far.settle(api);
    assertThat(relay.store.exists("agent-1")).isFalse();
    assertThat(heard.events()).contains("reset");
    assertThat(api.session().isOpen()).isTrue();
    assertThat(agent.transport().isClosed()).isTrue();
  }

  @Test
  void agentThatGrantsAsMuchAsThereIs_cannotEndTheLink() throws Exception {
    Channel channel = open("agent-1", "x");
    Far.settle(api, agent);
    agent.inject(windowUpdate(1, 0xffff_ffffL - INITIAL));
    Far.settle(api, agent);
    agent.inject(windowUpdate(1, 0xffff_ffffL));
    Far.settle(api);
    assertThat(api.session().isOpen()).isTrue();
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void agentThatOpensAStream_isRefused() throws Exception {
    Recorder refused = new Recorder();
    agent.session().open(refused);
    Far.settle(agent);
    assertThat(refused.events()).containsExactly("reset");
    assertThat(relay.store.exists("agent-1")).isTrue();
  }

  @Test
  void frozenAgent_isGivenUpWithoutHarmToTheLink() throws Exception {
    Channel channel = open("agent-1", "x");
    Far.settle(api, agent);
    agent.transport().freeze();
    channel.send(ByteBuffer.allocate(INITIAL));
    Far.settle(api);
    assertThat(agent.transport().isStuck()).isTrue();
    long now = System.nanoTime();
    agent.connection().tick(now);
    agent.connection().tick(now + relay.config.writeTimeout().toNanos() + 1);
    Far.settle(api);
    assertThat(heard.events()).contains("reset");
    assertThat(relay.store.exists("agent-1")).isFalse();
    assertThat(api.session().isOpen()).isTrue();
  }

  private static byte[] windowUpdate(int stream, long delta) {
    return ByteBuffer.allocate(12)
        .put((byte) 0)
        .put((byte) 1)
        .putShort((short) 0)
        .putInt(stream)
        .putInt((int) delta)
        .array();
  }

  @Test
  void streamsOfOneOwner_areBounded_andAPlaceComesBackHoweverAStreamEnds() throws Exception {
    relay.ofOwners = new OwnerLimits(1, 0, 0);
    Channel first = open("agent-1", "");
    Far.settle(api, agent);
    assertRefused();
    first.reset();
    assertThat(heardOf(open("agent-1", ""))).contains("acknowledged");
    agent.channel(1).reset();
    Far.settle(api, agent);
    Channel whole = open("agent-1", "");
    Far.settle(api, agent);
    whole.finish();
    Far.settle(api, agent);
    assertRefused();
    agent.channel(2).finish();
    Far.settle(api, agent);
    Recorder again = new Recorder();
    api.session().open(again, naming("agent-1", ""));
    Far.settle(api, agent);
    assertThat(again.events()).contains("acknowledged");
    api.lose();
    Far other = relay.api();
    Recorder afterwards = new Recorder();
    other.session().open(afterwards, naming("agent-1", ""));
    Far.settle(other, agent);
    assertThat(afterwards.events()).contains("acknowledged");
  }

  private List<String> heardOf(Channel ignored) {
    Far.settle(api, agent);
    return heard.events();
  }

  private void assertRefused() throws YamuxException {
    Recorder refused = new Recorder();
    api.session().open(refused, naming("agent-1", ""));
    Far.settle(api, agent);
    assertThat(refused.events()).containsExactly("reset");
  }

  @Test
  void ownerWhoMovesTooManyBytes_getsNoMoreWindow_andNothingIsKept() throws Exception {
    relay.ofOwners = new OwnerLimits(0, 1000, 0);
    Channel channel = open("agent-1", "x".repeat(3000));
    Far.settle(api, agent);
    assertThat(agent.heard(0).received()).as("what was sent arrives").isEqualTo(3000);
    long before = channel.credit();
    agent.channel(0).grant(500);
    agent.channel(0).grant(500);
    Far.settle(api, agent);
    assertThat(channel.credit()).as("no window while the owner is overdrawn").isEqualTo(before);
    assertThat(relay.owners.withheld()).isEqualTo(1);
    relay.nanos.addAndGet(Duration.ofSeconds(3).toNanos());
    relay.waiting.forEach(Runnable::run);
    Far.settle(api, agent);
    assertThat(channel.credit()).isEqualTo(before + 1000);
  }

  /** Each has a first window that needs no credit. */
  @Test
  void ownerWhoHasOverdrawnFiveSeconds_beginsNoMoreStreams() throws Exception {
    relay.ofOwners = new OwnerLimits(0, 1000, 0);
    open("agent-1", "x".repeat(6500));
    Far.settle(api, agent);
    assertRefused();
    assertThat(relay.owners.refused()).isEqualTo(1);
    relay.nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    Recorder allowed = new Recorder();
    api.session().open(allowed, naming("agent-1", ""));
    Far.settle(api, agent);
    assertThat(allowed.events()).contains("acknowledged");
  }
}

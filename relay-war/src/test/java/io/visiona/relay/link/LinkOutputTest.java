package io.visiona.relay.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.relay.support.Far;
import io.visiona.relay.support.Recorder;
import io.visiona.relay.support.Relay;
import io.visiona.shared.sessions.LinkPreamble;
import io.visiona.yamux.session.Session;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What waits for API servers that read slowly, of all of them together. */
final class LinkOutputTest {
  private static final int KIB = 1024;

  private final Relay relay = new Relay();
  private final Far agent = relay.agent("agent");
  private final List<Far> servers = new ArrayList<>();

  /** An API server with so many streams to the agent, which reads nothing from now on. */
  private void slowServer(int streams) throws Exception {
    Far server = relay.api();
    servers.add(server);
    for (int i = 0; i < streams; i++) {
      server.session().open(new Recorder(), LinkPreamble.encode("agent"));
    }
    Far.settle(server, agent);
    server.transport().freeze();
  }

  private void answer(int stream, int bytes) {
    agent.channel(stream).send(ByteBuffer.allocate(bytes));
    Far.settle(agent);
  }

  private boolean isReset(int stream) {
    return agent.heard(stream).events().contains("reset");
  }

  @Test
  void withinTheBudgetOfAllLinks_nothingIsReset() throws Exception {
    relay.linkOutput = 1024 * KIB;
    for (int i = 0; i < 4; i++) {
      slowServer(1);
      answer(i, 200 * KIB);
    }
    assertThat(relay.links.waitingBytes()).isPositive();
    assertThat(relay.links.streamsReset()).isZero();
  }

  @Test
  void manySlowLinks_holdNoMoreThanTheirBudgetTogether() throws Exception {
    relay.linkOutput = 1024 * KIB;
    for (int i = 0; i < 10; i++) {
      slowServer(2);
      answer(2 * i, 250 * KIB);
      answer(2 * i + 1, 250 * KIB);
    }
    assertThat(relay.links.waitingBytes()).isLessThanOrEqualTo(1024 * KIB + LinkOutput.STEP);
    assertThat(relay.links.streamsReset()).isPositive();
    assertThat(relay.links.live()).hasSize(10).allMatch(Session::isOpen);
  }

  @Test
  void budgetUsedUp_resetsTheFullestLinksSlowestStream() throws Exception {
    relay.linkOutput = 700 * KIB;
    slowServer(1);
    answer(0, 250 * KIB);
    slowServer(3);
    answer(1, 200 * KIB);
    answer(2, 256 * KIB);
    assertThat(relay.links.streamsReset()).isZero();
    answer(3, 230 * KIB);
    assertThat(relay.links.streamsReset()).isEqualTo(1);
    assertThat(List.of(isReset(0), isReset(1), isReset(2), isReset(3)))
        .containsExactly(false, false, true, false);
  }

  @Test
  void answerThatIsWholeAndWaits_countsAndIsReset() throws Exception {
    relay.linkOutput = 300 * KIB;
    Far server = relay.api();
    servers.add(server);
    server.session().open(new Recorder(), LinkPreamble.encode("agent")).finish();
    server.session().open(new Recorder(), LinkPreamble.encode("agent")).finish();
    Far.settle(server, agent);
    server.transport().freeze();
    answer(0, 250 * KIB);
    agent.channel(0).finish();
    Far.settle(agent);
    answer(1, 200 * KIB);
    assertThat(relay.links.streamsReset()).isEqualTo(1);
    assertThat(relay.links.waitingBytes()).isLessThan(250 * KIB);
  }

  @Test
  void aResetStream_endsAtTheAgentAndAtTheCaller() throws Exception {
    relay.linkOutput = 100 * KIB;
    Far server = relay.api();
    Recorder caller = new Recorder();
    server.session().open(caller, LinkPreamble.encode("agent"));
    Far.settle(server, agent);
    server.transport().freeze();
    answer(0, 256 * KIB);
    Far.settle(agent);
    server.transport().thaw();
    Far.settle(server, agent);
    assertThat(caller.events()).contains("reset").doesNotContain("finished");
    assertThat(isReset(0)).isTrue();
    assertThat(server.session().isOpen()).isTrue();
  }
}

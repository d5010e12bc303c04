package io.visiona.api.platform.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.visiona.api.platform.database.MovableClock;
import io.visiona.api.platform.streams.Permissions.AgentPermission;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which streams end when a permission does, and why. */
final class OpenStreamsTest {
  private static final String ALICE = "subject-alice";
  private static final String BOB = "subject-bob";
  private static final UUID AGENT = UUID.randomUUID();

  private final MovableClock clock = new MovableClock();
  private final OpenStreams streams = new OpenStreams(clock);
  private final List<StreamEnd> ends = new ArrayList<>();
  private final Answers answers = new Answers();

  @Test
  void endingSession_endsItsStreamsAndNoOthers() {
    streams.register(person("s1"), ends::add);
    streams.register(agent("s1", true), ends::add);
    streams.register(person("s2"), _ -> ends.add(StreamEnd.IDLE));

    assertThat(streams.endSession("s1", StreamEnd.SIGNED_OUT)).isEqualTo(2);

    assertThat(ends).containsExactly(StreamEnd.SIGNED_OUT, StreamEnd.SIGNED_OUT);
    assertThat(streams.size()).isEqualTo(1);
  }

  @Test
  void endingAgent_endsWhatIsOpenToIt() {
    streams.register(agent("s1", true), ends::add);
    streams.register(agent("s2", false), ends::add);
    streams.register(person("s1"), _ -> ends.add(StreamEnd.IDLE));

    streams.endAgent(AGENT, StreamEnd.AGENT_REVOKED);

    assertThat(ends).containsExactly(StreamEnd.AGENT_REVOKED, StreamEnd.AGENT_REVOKED);
  }

  @Test
  void forbiddenProxy_endsOnlyWhatIsProxied() {
    streams.register(agent("s1", true), ends::add);
    streams.register(agent("s1", false), _ -> ends.add(StreamEnd.IDLE));

    streams.endProxied(AGENT, new AgentPermission(ALICE, false));

    assertThat(ends).containsExactly(StreamEnd.PROXY_NOT_ALLOWED);
  }

  @Test
  void stream_isEndedOnce_andNotAfterItsRegistrationWasClosed() {
    streams.register(person("s1"), ends::add);
    OpenStreams.Registration over = streams.register(person("s1"), ends::add);
    over.close();
    over.close();

    streams.endSession("s1", StreamEnd.SIGNED_OUT);
    streams.endSession("s1", StreamEnd.PROVIDER);

    assertThat(ends).containsExactly(StreamEnd.SIGNED_OUT);
    assertThat(streams.size()).isZero();
  }

  @Test
  void endThatThrows_doesNotKeepTheOthers() {
    streams.register(
        person("s1"),
        _ -> {
          throw new IllegalStateException("broken");
        });
    streams.register(person("s1"), ends::add);

    assertThat(streams.endSession("s1", StreamEnd.PROVIDER)).isEqualTo(2);

    assertThat(ends).containsExactly(StreamEnd.PROVIDER);
  }

  @Test
  void sweep_endsStreamsOfSessionsThatEndedElsewhere() {
    streams.register(person("s1"), ends::add);
    answers.live.put("s1", clock.instant().plusSeconds(60));
    assertThat(streams.sweep(answers)).isZero();

    answers.live.clear();

    assertThat(streams.sweep(answers)).isEqualTo(1);
    assertThat(ends).containsExactly(StreamEnd.ENDED_ELSEWHERE);
  }

  @Test
  void sweep_tellsIdleFromEnded() {
    streams.register(person("s1"), ends::add);
    answers.live.put("s1", clock.instant().plusSeconds(60));
    streams.sweep(answers);

    clock.advance(Duration.ofSeconds(61));
    answers.live.clear();
    streams.sweep(answers);

    assertThat(ends).containsExactly(StreamEnd.IDLE);
  }

  @Test
  void sweep_endsAtTheAbsoluteEnd_evenWhenNobodyCanTell() {
    streams.register(person("s1"), ends::add);
    answers.silent = true;
    assertThatThrownBy(() -> streams.sweep(answers)).hasMessage("away");
    assertThat(ends).isEmpty();

    clock.advance(Duration.ofHours(13));

    assertThatThrownBy(() -> streams.sweep(answers)).hasMessage("away");
    assertThat(ends).containsExactly(StreamEnd.EXPIRED);
  }

  @Test
  void sweep_endsStreamsOfAgentsThatAreGone_changedHands_orForbidTheProxy() {
    UUID gone = UUID.randomUUID();
    UUID bobs = UUID.randomUUID();
    UUID closed = UUID.randomUUID();
    for (UUID agent : List.of(gone, bobs, closed, AGENT)) {
      streams.register(
          new StreamHolder("s1", ALICE, end(), agent, true),
          why -> {
            assertThat(agent).isNotEqualTo(AGENT);
            ends.add(why);
          });
    }
    answers.live.put("s1", end());
    answers.agents.put(bobs, new AgentPermission(BOB, true));
    answers.agents.put(closed, new AgentPermission(ALICE, false));
    answers.agents.put(AGENT, new AgentPermission(ALICE, true));

    assertThat(streams.sweep(answers)).isEqualTo(3);

    assertThat(ends)
        .containsExactlyInAnyOrder(
            StreamEnd.AGENT_REVOKED, StreamEnd.AGENT_REVOKED, StreamEnd.PROXY_NOT_ALLOWED);
  }

  @Test
  void agentsAreLookedAt_whenSessionsCannotBe() {
    streams.register(agent("s1", true), ends::add);
    answers.silent = true;

    assertThatThrownBy(() -> streams.sweep(answers)).hasMessage("away");

    assertThat(ends).containsExactly(StreamEnd.AGENT_REVOKED);
  }

  @Test
  void event_isOneServerSentEvent() {
    assertThat(new String(StreamEnd.ENDED_ELSEWHERE.event(), StandardCharsets.US_ASCII))
        .isEqualTo("\n\nevent: session_ended\ndata: {\"reason\":\"ended_elsewhere\"}\n\n");
  }

  private StreamHolder person(String session) {
    return StreamHolder.person(session, ALICE, end());
  }

  private StreamHolder agent(String session, boolean proxied) {
    return new StreamHolder(session, ALICE, end(), AGENT, proxied);
  }

  private Instant end() {
    return clock.instant().plus(Duration.ofHours(12));
  }

  private static final class Answers implements Permissions {
    private final Map<String, Instant> live = new HashMap<>();
    private final Map<UUID, AgentPermission> agents = new HashMap<>();
    private boolean silent;

    @Override
    public Map<String, Instant> liveSessions(Set<String> sessions) {
      if (silent) {
        throw new IllegalStateException("away");
      }
      return live.entrySet().stream()
          .filter(entry -> sessions.contains(entry.getKey()))
          .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Override
    public Map<UUID, AgentPermission> agents(Set<UUID> asked) {
      return agents;
    }
  }
}

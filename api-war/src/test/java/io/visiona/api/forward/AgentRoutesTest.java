package io.visiona.api.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.visiona.api.agents.relay.AgentLocations;
import io.visiona.api.agents.relay.RelayLinks;
import io.visiona.api.proxy.ProxyFailure;
import io.visiona.api.proxy.UpstreamException;
import io.visiona.shared.directory.RelayInfo;
import io.visiona.shared.directory.RelayInfo.State;
import io.visiona.shared.directory.TunnelDirectory;
import io.visiona.shared.directory.TunnelLocation;
import io.visiona.shared.directory.TunnelLookup;
import io.visiona.shared.sessions.SessionStore;
import io.visiona.shared.sessions.StreamRefusal;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What it means that an agent was not found where it was looked for. */
final class AgentRoutesTest {
  private static final UUID AGENT = UUID.randomUUID();
  private final IOException refusal = new IOException("refused");

  private final Deque<TunnelLookup> answers = new ArrayDeque<>();
  private boolean present;
  private boolean leaving;
  private boolean local;
  private int questions;

  private final AgentRoutes routes =
      new AgentRoutes(
          new AgentLocations(
              directory(),
              _ -> {
                throw new IllegalStateException("no relay is asked");
              },
              Runnable::run),
          new RelayLinks(
              _ -> {
                throw new IllegalStateException("no link is needed");
              },
              Runnable::run),
          new AgentPresence(store()));

  @Test
  void tunnelAtAnotherRelay_orANewerOneAtTheSame_isFollowed() {
    assertFollowed(at("other", 2, State.UP));
    assertFollowed(at("one", 2, State.UP));
  }

  private void assertFollowed(TunnelLookup now) {
    UpstreamException failure = refusedFor(StreamRefusal.AGENT, now);
    assertThat(failure.failure()).isEqualTo(ProxyFailure.MOVED);
    assertThat(failure.isUntouched()).isTrue();
  }

  @Test
  void tunnelThatIsStillThere_wasRefusedByTheAgent() {
    present = true;
    assertThat(refusedWhile(at("one", 1, State.UP)).failure()).isEqualTo(ProxyFailure.REFUSED);
  }

  @Test
  void tunnelThatTheRelayNoLongerHas_isOffline() {
    present = false;
    UpstreamException failure = refusedWhile(at("one", 1, State.UP));
    assertThat(failure.failure()).isEqualTo(ProxyFailure.OFFLINE);
    assertThat(failure.isUntouched()).as("nothing to try again").isFalse();
  }

  @Test
  void nowhere_isOffline_andUnknownIsNot() {
    assertThat(refusedWhile(new TunnelLookup.Nowhere()).failure()).isEqualTo(ProxyFailure.OFFLINE);
    assertThat(refusedWhile(new TunnelLookup.Unknown()).failure())
        .isEqualTo(ProxyFailure.NO_DIRECTORY);
  }

  @Test
  void agentThatItsRelaySendsAway_isWaitedFor() {
    present = true;
    UpstreamException failure =
        refusedFor(
            StreamRefusal.AGENT,
            at("one", 1, State.DRAINING),
            at("one", 1, State.DRAINING),
            at("one", 1, State.DRAINING),
            at("other", 2, State.UP));
    assertThat(failure.failure()).isEqualTo(ProxyFailure.MOVED);
  }

  /** Its old tunnel is closed, and the new one is not there yet. */
  @Test
  void agentOnItsWay_fromARelayThatSendsItAway_isWaitedFor() throws Exception {
    leaving = true;
    UpstreamException failure =
        refusedFor(
            StreamRefusal.AGENT,
            new TunnelLookup.Nowhere(),
            new TunnelLookup.Nowhere(),
            at("other", 2, State.UP));
    assertThat(failure.failure()).isEqualTo(ProxyFailure.MOVED);
    answers.clear();
    answers.addAll(
        List.of(new TunnelLookup.Nowhere(), new TunnelLookup.Nowhere(), at("other", 3, State.UP)));
    routes.forget(AGENT);
    assertThat(routes.to(AGENT, List.of())).isEqualTo(at("other", 3, State.UP));
  }

  @Test
  void relayThatCannotBeReached_isNotAskedAgain_unlessTheTunnelIsElsewhereByNow() {
    answers.add(at("one", 1, State.UP));
    assertThat(routes.unlinked(AGENT, List.of(at("one", 1, State.UP)), refusal).failure())
        .isEqualTo(ProxyFailure.NO_LINK);
    answers.clear();
    answers.add(at("other", 2, State.UP));
    assertThat(routes.unlinked(AGENT, List.of(at("one", 1, State.UP)), refusal).failure())
        .isEqualTo(ProxyFailure.MOVED);
  }

  /** It has taken its links away, and its last agents are about to dial another one. */
  @Test
  void agentOfARelayThatStops_isWaitedFor() {
    answers.addAll(
        List.of(
            at("one", 1, State.DRAINING), new TunnelLookup.Nowhere(), at("other", 2, State.UP)));
    assertThat(routes.unlinked(AGENT, List.of(at("one", 1, State.DRAINING)), refusal).failure())
        .isEqualTo(ProxyFailure.MOVED);
    answers.clear();
    answers.addAll(List.of(new TunnelLookup.Nowhere(), at("other", 3, State.UP)));
    assertThat(routes.unlinked(AGENT, List.of(at("one", 1, State.DRAINING)), refusal).failure())
        .isEqualTo(ProxyFailure.MOVED);
  }

  /** Whoever has tried both is not sent to and fro. */
  @Test
  void otherOfTwoTunnels_isTried_once() {
    present = true;
    TunnelLookup.At one = at("one", 1, State.UP);
    TunnelLookup.At two = at("two", 7, State.UP);
    TunnelLookup.At both = new TunnelLookup.At(one.place(), one.relay(), List.of(two));
    assertThat(refusedFor(StreamRefusal.AGENT, both).failure()).isEqualTo(ProxyFailure.MOVED);
    assertThat(routes.refused(AGENT, List.of(one, two), StreamRefusal.UNKNOWN, refusal).failure())
        .isEqualTo(ProxyFailure.REFUSED);
    assertThat(routes.unlinked(AGENT, List.of(one), refusal).failure())
        .isEqualTo(ProxyFailure.MOVED);
    assertThat(routes.unlinked(AGENT, List.of(one, two), refusal).failure())
        .isEqualTo(ProxyFailure.NO_LINK);
  }

  @Test
  void relayThatSaysWhy_isNotAsked() {
    present = true;
    for (StreamRefusal why : StreamRefusal.values()) {
      refusedFor(why, at("one", 1, State.UP), at("other", 2, State.UP));
    }
    assertThat(questions).as("the one that said nothing").isEqualTo(1);
  }

  @Test
  void tunnelThatItsRelayDoesNotHave_isFollowedOnce_andIsElseOffline() {
    assertThat(refusedFor(StreamRefusal.NO_TUNNEL, at("other", 2, State.UP)).failure())
        .isEqualTo(ProxyFailure.MOVED);
    present = true;
    UpstreamException there = refusedFor(StreamRefusal.NO_TUNNEL, at("one", 1, State.UP));
    assertThat(there.failure()).isEqualTo(ProxyFailure.OFFLINE);
    assertThat(there.isUntouched()).isFalse();
  }

  /** While the directory is away, what was known is used for minutes; not what is known wrong. */
  @Test
  void tunnelThatItsRelayDoesNotHave_isNotLookedForThereAgain() throws Exception {
    answers.add(at("one", 1, State.UP));
    assertThat(routes.to(AGENT, List.of())).isEqualTo(at("one", 1, State.UP));
    assertThat(refusedFor(StreamRefusal.NO_TUNNEL, new TunnelLookup.Unknown()).failure())
        .isEqualTo(ProxyFailure.NO_DIRECTORY);
    assertThatThrownBy(() -> routes.to(AGENT, List.of()))
        .isInstanceOfSatisfying(
            UpstreamException.class,
            e -> assertThat(e.failure()).isEqualTo(ProxyFailure.NO_DIRECTORY));
  }

  /** It is elsewhere by now; only what may be done twice is sent there. */
  @Test
  void streamThatMayHaveBeenActedOn_hasNotMoved() {
    present = true;
    for (StreamRefusal why : List.of(StreamRefusal.UNKNOWN, StreamRefusal.LOST)) {
      UpstreamException elsewhere = refusedFor(why, at("other", 2, State.UP));
      assertThat(elsewhere.failure()).as("%s", why).isEqualTo(ProxyFailure.LOST);
      assertThat(elsewhere.isUntouched()).as("%s", why).isTrue();
    }
    for (TunnelLookup notElsewhere :
        List.of(at("one", 1, State.UP), new TunnelLookup.Nowhere(), new TunnelLookup.Unknown())) {
      UpstreamException lost = refusedFor(StreamRefusal.LOST, notElsewhere);
      assertThat(lost.failure()).as("%s", notElsewhere).isEqualTo(ProxyFailure.LOST);
      assertThat(lost.isUntouched()).as("%s", notElsewhere).isFalse();
    }
  }

  @Test
  void agentThatRefuses_isBusy_unlessItsTunnelIsElsewhereByNow() {
    UpstreamException refused = refusedFor(StreamRefusal.AGENT, at("one", 1, State.UP));
    assertThat(refused.failure()).isEqualTo(ProxyFailure.REFUSED);
    assertThat(refused.isUntouched()).isTrue();
    assertThat(refusedFor(StreamRefusal.AGENT, at("other", 2, State.UP)).failure())
        .isEqualTo(ProxyFailure.MOVED);
  }

  /** Also by a relay that stays and has too many: its state says nothing. */
  @Test
  void agentThatWasSentAway_isWaitedFor_whateverStateItsRelayIsIn() {
    assertThat(
            refusedFor(
                    StreamRefusal.DRAINING,
                    at("one", 1, State.UP),
                    at("one", 1, State.UP),
                    new TunnelLookup.Nowhere(),
                    at("one", 2, State.UP))
                .failure())
        .isEqualTo(ProxyFailure.MOVED);
  }

  @Test
  void onlyRelayThatStops_isNotWaitedFor() {
    local = true;
    UpstreamException stops = refusedFor(StreamRefusal.DRAINING, at("one", 1, State.UP));
    assertThat(stops.failure()).isEqualTo(ProxyFailure.NO_LINK);
    assertThat(stops.isUntouched()).as("another one may answer next").isTrue();
  }

  private UpstreamException refusedWhile(TunnelLookup... now) {
    answers.clear();
    answers.addAll(List.of(now));
    return routes.refused(AGENT, List.of(at("one", 1, State.UP)), StreamRefusal.UNKNOWN, refusal);
  }

  private UpstreamException refusedFor(StreamRefusal why, TunnelLookup... now) {
    answers.clear();
    answers.addAll(List.of(now));
    return routes.refused(AGENT, List.of(at("one", 1, State.UP)), why, refusal);
  }

  private static TunnelLookup.At at(String relay, long generation, State state) {
    return new TunnelLookup.At(
        new TunnelLocation(generation, relay, "1", "yamux"),
        new RelayInfo(relay, "1", URI.create("http://127.0.0.1:1"), state, 1, 1));
  }

  /** Gives one answer after the other, and the last for ever. */
  private TunnelDirectory directory() {
    return (TunnelDirectory)
        Proxy.newProxyInstance(
            TunnelDirectory.class.getClassLoader(),
            new Class<?>[] {TunnelDirectory.class},
            (_, method, _) ->
                switch (method.getName()) {
                  case "listen" -> null;
                  case "isLocal" -> local;
                  case "relays" ->
                      leaving ? Map.of("one", at("one", 1, State.DRAINING).relay()) : Map.of();
                  default ->
                      CompletableFuture.completedStage(
                          answers.size() > 1 ? answers.remove() : answers.element());
                });
  }

  private SessionStore<?> store() {
    return (SessionStore<?>)
        Proxy.newProxyInstance(
            SessionStore.class.getClassLoader(),
            new Class<?>[] {SessionStore.class},
            (_, _, _) -> {
              questions++;
              return present;
            });
  }
}

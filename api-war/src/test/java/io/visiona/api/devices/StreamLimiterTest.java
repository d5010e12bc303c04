package io.visiona.api.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.visiona.api.devices.StreamLimiter.Lease;
import io.visiona.api.http.Caller;
import io.visiona.api.identity.sessions.ProviderTokens;
import io.visiona.api.identity.sessions.SessionKey;
import io.visiona.api.identity.sessions.UserSession;
import io.visiona.api.platform.streams.OpenStreams;
import io.visiona.api.platform.streams.StreamEnd;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How many streams may be open, and what ends them. */
final class StreamLimiterTest {
  private static final UUID AGENT = UUID.randomUUID();

  private final OpenStreams streams = new OpenStreams(Clock.systemUTC());
  private final StreamLimiter places = new StreamLimiter(streams);
  private final List<String> stopped = new ArrayList<>();

  @Test
  void seventeenthViewerOfACamera_isOneTooMany_untilAnotherGoes() {
    UserSession alice = session("alice", "s1");
    List<Lease> viewers = new ArrayList<>();
    for (int i = 0; i < StreamLimiter.OF_CAMERA; i++) {
      viewers.add(open(alice, AGENT, "cam-0"));
    }
    refused(alice, AGENT, "cam-0");
    open(alice, AGENT, "cam-1");
    open(alice, UUID.randomUUID(), "cam-0");
    viewers.getFirst().close();
    viewers.getFirst().close();
    open(alice, AGENT, "cam-0");
    refused(alice, AGENT, "cam-0");
  }

  @Test
  void personHas64_whateverTheSession_andOthersHaveTheirOwn() {
    for (int i = 0; i < StreamLimiter.OF_PERSON; i++) {
      open(session("alice", "s" + i), UUID.randomUUID(), null);
    }
    refused(session("alice", "another"), UUID.randomUUID(), null);
    refused(session("alice", "another"), null, null);
    open(session("bob", "s"), AGENT, null);
  }

  @Test
  void agentHas256_ofAllPeopleTogether() {
    for (int i = 0; i < StreamLimiter.OF_AGENT; i++) {
      open(session("person " + i / StreamLimiter.OF_PERSON, "s"), AGENT, null);
    }
    refused(session("another", "s"), AGENT, null);
    open(session("another", "s"), UUID.randomUUID(), null);
    assertThat(places.count()).isEqualTo(StreamLimiter.OF_AGENT + 1);
  }

  @Test
  void endOfTheSession_stopsItsStreams_andTheLeaseSaysWhy() {
    Lease hers = places.open(session("alice", "s1"), AGENT, null, () -> stopped.add("hers"));
    Lease other = places.open(session("alice", "s2"), AGENT, null, () -> stopped.add("other"));
    streams.endSession("s1", StreamEnd.SIGNED_OUT);
    assertThat(stopped).containsExactly("hers");
    assertThat(hers.ended()).isEqualTo(StreamEnd.SIGNED_OUT);
    assertThat(other.ended()).isNull();
    other.close();
    streams.endSession("s2", StreamEnd.SIGNED_OUT);
    assertThat(stopped).as("what is closed is not stopped").containsExactly("hers");
  }

  private Lease open(UserSession session, @Nullable UUID agent, @Nullable String camera) {
    return places.open(session, agent, camera, () -> {});
  }

  private void refused(UserSession session, @Nullable UUID agent, @Nullable String camera) {
    assertThatThrownBy(() -> open(session, agent, camera))
        .isInstanceOfSatisfying(
            ApiException.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.TOO_MANY_STREAMS));
  }

  private static UserSession session(String subject, String key) {
    Instant now = Instant.now();
    return new UserSession(
        new SessionKey(key),
        UUID.randomUUID(),
        new Caller(subject, subject, subject, ""),
        null,
        ProviderTokens.none(now),
        List.of(),
        now,
        now.plus(Duration.ofHours(1)),
        null);
  }
}

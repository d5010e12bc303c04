package io.visiona.relay.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.relay.sessions.AgentIdentity;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class QuestionsTest {
  private static final int MOST = TokenAuthority.MOST_TOKENS;

  /** The sizes of the batches that were asked. */
  private final List<Integer> batches = new ArrayList<>();

  private final Deque<Runnable> gathering = new ArrayDeque<>();
  private final Deque<Runnable> underWay = new ArrayDeque<>();
  private TokenAuthority authority =
      credentials -> credentials.stream().map(QuestionsTest::active).toList();
  private final Questions questions =
      new Questions(
          credentials -> {
            batches.add(credentials.size());
            return authority.ask(credentials);
          },
          underWay::add,
          gathering::add);

  private static Introspection active(PresentedToken credential) {
    return credential.token().equals("bad")
        ? new Introspection.Unavailable()
        : new Introspection.Active(new AgentIdentity(credential.token(), "alice", "box", 1), 0);
  }

  @Test
  void whatGathers_isOneQuestion_andEachGetsItsOwnAnswer() {
    CompletableFuture<Introspection> one = questions.ask(new PresentedToken("a"));
    CompletableFuture<Introspection> bad = questions.ask(new PresentedToken("bad"));
    CompletableFuture<Introspection> other = questions.ask(new PresentedToken("b"));
    assertThat(underWay).isEmpty();
    gathering.remove().run();
    underWay.remove().run();
    assertThat(batches).containsExactly(3);
    assertThat(one.join()).isEqualTo(active(new PresentedToken("a")));
    assertThat(other.join()).isEqualTo(active(new PresentedToken("b")));
    assertThat(bad.join()).isInstanceOf(Introspection.Unavailable.class);
    assertThat(gathering).isEmpty();
  }

  @Test
  void fullBatch_isAskedAtOnce_andNoneIsLarger() {
    ask(2 * MOST + 1);
    assertThat(underWay).hasSize(2);
    gathering.remove().run();
    answerAll();
    assertThat(batches).containsExactly(MOST, MOST, 1);
  }

  @Test
  void whatComesWhileTheApiIsSlow_gathers_andGoesWhenABatchIsOver() {
    ask(Questions.MOST_BATCHES * MOST);
    assertThat(underWay).hasSize(Questions.MOST_BATCHES);
    gathering.remove().run();
    ask(MOST / 2);
    gathering.remove().run();
    assertThat(underWay).as("no batch more").hasSize(Questions.MOST_BATCHES);
    answerAll();
    assertThat(batches).hasSize(Questions.MOST_BATCHES + 1).endsWith(MOST / 2);
  }

  @Test
  void apiThatHangs_gathersNoMoreThanSoMany() {
    ask(Questions.MOST_BATCHES * MOST + Questions.MOST_WAITING);
    CompletableFuture<Introspection> tooMany = questions.ask(new PresentedToken("x"));
    assertThat(tooMany).isCompletedExceptionally();
    gathering.remove().run();
    answerAll();
    assertThat(batches.stream().mapToInt(size -> size).sum())
        .isEqualTo(Questions.MOST_BATCHES * MOST + Questions.MOST_WAITING);
  }

  @Test
  void failure_isThatOfItsBatchOnly() {
    authority =
        credentials -> {
          throw new IllegalStateException("away");
        };
    CompletableFuture<Introspection> failed = questions.ask(new PresentedToken("a"));
    gathering.remove().run();
    underWay.remove().run();
    assertThat(failed).isCompletedExceptionally();
    authority = credentials -> credentials.stream().map(QuestionsTest::active).toList();
    CompletableFuture<Introspection> next = questions.ask(new PresentedToken("a"));
    gathering.remove().run();
    underWay.remove().run();
    assertThat(next).isCompleted();
  }

  @Test
  void fewerAnswersThanTokens_leaveNobodyWaiting() {
    authority = credentials -> List.of(active(credentials.getFirst()));
    CompletableFuture<Introspection> first = questions.ask(new PresentedToken("a"));
    CompletableFuture<Introspection> second = questions.ask(new PresentedToken("b"));
    gathering.remove().run();
    underWay.remove().run();
    assertThat(first.join()).isInstanceOf(Introspection.Active.class);
    assertThat(second.join()).isInstanceOf(Introspection.Unavailable.class);
  }

  @Test
  void serverThatStops_leavesNobodyWaiting() {
    Questions stopping =
        new Questions(
            authority,
            task -> {
              throw new RejectedExecutionException("stopped");
            },
            gathering::add);
    CompletableFuture<Introspection> asked = stopping.ask(new PresentedToken("a"));
    gathering.remove().run();
    assertThat(asked).isCompletedExceptionally();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"active\":true}",
        "{\"active\":\"true\",\"agent_id\":\"a\"}",
        "{\"active\":true,\"agent_id\":7}",
        "{\"active\":null}"
      })
  void answerThatCannotBeUnderstood_letsNobodyIn(String text) {
    assertThat(ApiTokenAuthority.read(object(text), 0))
        .isInstanceOf(Introspection.Unavailable.class);
    assertThat(ApiTokenAuthority.read(JsonValue.NULL, 0))
        .isInstanceOf(Introspection.Unavailable.class);
  }

  private static JsonObject object(String text) {
    try (var reader = Json.createReader(new StringReader(text))) {
      return reader.readObject();
    }
  }

  private void ask(int count) {
    for (int i = 0; i < count; i++) {
      var _ = questions.ask(new PresentedToken("t" + i));
    }
  }

  private void answerAll() {
    while (!underWay.isEmpty()) {
      underWay.remove().run();
    }
  }
}

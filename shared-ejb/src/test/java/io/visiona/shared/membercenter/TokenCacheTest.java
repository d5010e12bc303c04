package io.visiona.shared.membercenter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.visiona.shared.config.Secret;
import io.visiona.shared.membercenter.MemberCenterException.IdpMisconfigured;
import io.visiona.shared.membercenter.MemberCenterException.IdpUnavailable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who shares a service token, for how long, and who does not wait for whom; over real HTTP. */
@SuppressWarnings("NullAway.Init") // set up before each test
final class TokenCacheTest {
  private static final String SCOPE = "converter:job.read";
  private static final int CALLERS = 100;

  private World world;

  @BeforeEach
  void start() throws IOException {
    world = new World();
  }

  @AfterEach
  void stop() throws IOException {
    world.close();
  }

  @Test
  void hundredCallersAtOnce_makeOneRequest() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    world.mc.always(ScriptedMemberCenter.TOKEN, Script.after(gate, World.token("t", 300)));
    CountDownLatch asking = new CountDownLatch(CALLERS);
    List<Future<Secret>> callers =
        world.start(
            CALLERS,
            () -> {
              asking.countDown();
              return world.client.serviceToken(SCOPE);
            });
    assertThat(asking.await(10, TimeUnit.SECONDS)).isTrue();
    await().until(() -> world.mc.calls(ScriptedMemberCenter.TOKEN).size() == 1);
    gate.countDown();

    for (Future<Secret> caller : callers) {
      assertThat(caller.get(10, TimeUnit.SECONDS).value()).isEqualTo("t");
    }
    assertThat(world.mc.calls(ScriptedMemberCenter.TOKEN)).hasSize(1);
  }

  @Test
  void failure_isEverybodysWhoWaits_andNotKept() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    world
        .mc
        .next(ScriptedMemberCenter.TOKEN, Script.after(gate, Script.answer(400, "{}")))
        .always(ScriptedMemberCenter.TOKEN, World.token("t", 300));
    Future<Secret> one = world.start(() -> world.client.serviceToken(SCOPE));
    await().until(() -> world.mc.calls(ScriptedMemberCenter.TOKEN).size() == 1);
    gate.countDown();

    assertThatThrownBy(() -> one.get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(IdpMisconfigured.class);
    assertThat(world.client.serviceToken(SCOPE).value()).isEqualTo("t");
    assertThat(world.mc.calls(ScriptedMemberCenter.TOKEN)).hasSize(2);
  }

  @Test
  void scopeThatHangs_holdsUpNoOther() throws Exception {
    CountDownLatch hungUp = new CountDownLatch(1);
    world.mc.byCall(
        ScriptedMemberCenter.TOKEN,
        call ->
            call.body().contains("hanging") ? Script.silence(hungUp) : World.token("quick", 300));
    List<Future<Secret>> hanging = world.start(CALLERS, () -> world.client.serviceToken("hanging"));
    await().until(() -> !world.mc.calls(ScriptedMemberCenter.TOKEN).isEmpty());

    assertThat(world.start(() -> world.client.serviceToken(SCOPE)).get(5, TimeUnit.SECONDS).value())
        .isEqualTo("quick");
    assertThat(hanging).noneMatch(Future::isDone);
  }

  @Test
  void callerThatGivesUp_leavesAtOnceAndFailsNobody() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    world.mc.always(ScriptedMemberCenter.TOKEN, Script.after(gate, World.token("t", 300)));
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    Future<Secret> first =
        world.start(() -> {
          thread.complete(Thread.currentThread());
          return world.client.serviceToken(SCOPE);
        });
    await().until(() -> world.mc.calls(ScriptedMemberCenter.TOKEN).size() == 1);
    List<Future<Secret>> others = world.start(10, () -> world.client.serviceToken(SCOPE));

    thread.get(5, TimeUnit.SECONDS).interrupt();
    assertThatThrownBy(() -> first.get(2, TimeUnit.SECONDS))
        .as(
            "the one that was cancelled does not wait for the answer, and cancellation is passed on as it is")
        .hasCauseExactlyInstanceOf(InterruptedException.class);
    assertThat(others).noneMatch(Future::isDone);

    gate.countDown();
    for (Future<Secret> other : others) {
      assertThat(other.get(10, TimeUnit.SECONDS).value()).isEqualTo("t");
    }
    assertThat(world.mc.calls(ScriptedMemberCenter.TOKEN)).hasSize(1);
  }

  @Test
  void deadlineOfACaller_endsItsWaitAndNobodyElses() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    world.mc.always(ScriptedMemberCenter.TOKEN, Script.after(gate, World.token("t", 300)));
    Future<Secret> patient = world.start(() -> world.client.serviceToken(SCOPE));
    await().until(() -> world.mc.calls(ScriptedMemberCenter.TOKEN).size() == 1);

    assertThatThrownBy(() -> world.client.serviceToken(SCOPE, Duration.ofMillis(100)))
        .isExactlyInstanceOf(TimeoutException.class);

    gate.countDown();
    assertThat(patient.get(10, TimeUnit.SECONDS).value()).isEqualTo("t");
  }

  @Test
  void lastCallerThatGivesUp_endsTheRequest_andTheNextStartsANewOne() throws Exception {
    CountDownLatch hungUp = new CountDownLatch(1);
    world
        .mc
        .next(ScriptedMemberCenter.TOKEN, Script.silence(hungUp))
        .always(ScriptedMemberCenter.TOKEN, World.token("t", 300));
    Future<Secret> only = world.start(() -> world.client.serviceToken(SCOPE));
    await().until(() -> world.mc.calls(ScriptedMemberCenter.TOKEN).size() == 1);

    only.cancel(true);

    assertThat(hungUp.await(5, TimeUnit.SECONDS)).as("the connection is closed").isTrue();
    assertThat(world.client.serviceToken(SCOPE).value()).isEqualTo("t");
    assertThat(world.pauses.taken()).isEmpty();
    await().until(() -> world.ended.contains("service SERVICE_TOKEN CANCELLED"));
  }

  @Test
  void cancellationDuringAPause_endsAtOnce() throws Exception {
    world.pauses.lastForever();
    world.mc.always(ScriptedMemberCenter.TOKEN, Script.answer(503, "{}"));
    Future<Secret> only = world.start(() -> world.client.serviceToken(SCOPE));
    await().until(() -> world.pauses.taken().size() == 1);

    only.cancel(true);

    await().until(() -> world.ended.contains("service SERVICE_TOKEN CANCELLED"));
    assertThat(world.mc.calls(ScriptedMemberCenter.TOKEN)).hasSize(1);
  }

  @Test
  void token_isFreshUntilFifteenSecondsBeforeItsExpiry() throws InterruptedException {
    world.mc.next(ScriptedMemberCenter.TOKEN, World.token("first", 60), World.token("second", 60));
    assertThat(world.client.serviceToken(SCOPE).value()).isEqualTo("first");

    world.clock.set(Duration.ofSeconds(45).minusMillis(1));
    assertThat(world.client.serviceToken(SCOPE).value()).isEqualTo("first");

    world.clock.set(Duration.ofSeconds(45));
    assertThat(world.client.serviceToken(SCOPE).value()).isEqualTo("second");
  }

  @Test
  void scopes_haveTokensOfTheirOwn() throws InterruptedException {
    world.mc.byCall(
        ScriptedMemberCenter.TOKEN,
        call -> World.token(call.body().contains("read") ? "reads" : "writes", 300));
    assertThat(world.client.serviceToken("a:read").value()).isEqualTo("reads");
    assertThat(world.client.serviceToken("a:write").value()).isEqualTo("writes");
    assertThat(world.client.serviceToken("a:read").value()).isEqualTo("reads");
    assertThat(world.mc.calls(ScriptedMemberCenter.TOKEN)).hasSize(2);
  }

  @Test
  void lifetime_isCountedFromWhenItWasAskedFor() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    world.mc.next(
        ScriptedMemberCenter.TOKEN,
        Script.after(gate, World.token("slow", 60)),
        World.token("next", 60));
    Future<Secret> slow = world.start(() -> world.client.serviceToken(SCOPE));
    await().until(() -> world.mc.calls(ScriptedMemberCenter.TOKEN).size() == 1);
    world.clock.set(Duration.ofSeconds(8));
    gate.countDown();
    assertThat(slow.get(10, TimeUnit.SECONDS).value()).isEqualTo("slow");
    world.clock.set(Duration.ofSeconds(45));
    assertThat(world.client.serviceToken(SCOPE).value()).isEqualTo("next");
  }

  @Test
  void hundredCallersOfAFailure_makeThreeAttemptsTogether() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    world
        .mc
        .next(ScriptedMemberCenter.TOKEN, Script.after(gate, Script.answer(500, "{}")))
        .always(ScriptedMemberCenter.TOKEN, Script.answer(500, "{}"));
    CountDownLatch asking = new CountDownLatch(CALLERS);
    List<Future<Secret>> callers =
        world.start(
            CALLERS,
            () -> {
              asking.countDown();
              return world.client.serviceToken(SCOPE);
            });
    assertThat(asking.await(10, TimeUnit.SECONDS)).isTrue();
    await()
        .during(Duration.ofMillis(200))
        .until(() -> world.mc.calls(ScriptedMemberCenter.TOKEN).size() == 1);
    gate.countDown();
    for (Future<Secret> caller : callers) {
      assertThatThrownBy(() -> caller.get(10, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(IdpUnavailable.class);
    }
    assertThat(world.mc.calls(ScriptedMemberCenter.TOKEN)).hasSize(3);
  }
}

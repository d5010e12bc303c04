package io.visiona.tests.conversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.launch.Person;
import io.visiona.tests.support.RawExchange;
import io.visiona.tests.support.ScriptedConverter;
import io.visiona.tests.support.ScriptedConverter.Script;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A conversion that the converter has: followed, watched, cancelled, and nobody else's. */
@OnConversionWorld
final class ConversionIT {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final World world;
  private final ScriptedConverter converter;
  private final Person alice;

  ConversionIT(World world) {
    this.world = world;
    this.converter = world.converter;
    this.alice = world.alice;
  }

  @AfterEach
  void leave() {
    Client.cancelAll(alice);
  }

  @Test
  void conversion_isFollowedUntilItSucceeds() {
    String id = Client.begin(alice, "followed");
    assertThat(Client.get(alice, id).getString("status")).isEqualTo("queued");
    stand("running", 40);
    soon(() -> assertThat(Client.get(alice, id).getInt("progress")).isEqualTo(40));
    assertThat(Client.get(alice, id).getString("message")).isEqualTo("running at 40");
    converter.job(job(), ScriptedConverter.succeeded());
    soon(() -> assertThat(Client.get(alice, id).getString("status")).isEqualTo("succeeded"));
    JsonObject done = Client.get(alice, id);
    assertThat(done.getInt("progress")).isEqualTo(100);
    assertThat(done.keySet())
        .containsExactlyInAnyOrder(
            "id",
            "name",
            "target_chip",
            "status",
            "progress",
            "message",
            "model_id",
            "created_at",
            "updated_at");
    assertThat(Client.list(alice).getFirst()).isEqualTo(done);
    int asked = converter.polls.size();
    await().during(Duration.ofSeconds(1)).atMost(SOON).until(() -> converter.polls.size() == asked);
  }

  @Test
  void conversionThatFails_saysWhatTheConverterSays() {
    String id = Client.begin(alice, "failing");
    converter.job(
        job(),
        "{\"status\":\"failed\",\"progress\":50,\"message\":\"Operator Foo is not supported.\"}");
    soon(() -> assertThat(Client.get(alice, id).getString("status")).isEqualTo("failed"));
    assertThat(Client.get(alice, id).getString("message"))
        .isEqualTo("Operator Foo is not supported.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-5", "1e9", "\"half\"", "null", "1e99999"})
  void hostileProgress_staysWithinItsBounds(String progress) {
    String id = Client.begin(alice, "hostile");
    converter.job(
        job(), "{\"status\":\"running\",\"progress\":" + progress + ",\"message\":\"now\"}");
    soon(() -> assertThat(Client.get(alice, id).toString()).contains("\"message\":\"now\""));
    assertThat(Client.get(alice, id).getInt("progress")).isBetween(0, 100);
  }

  @Test
  void jobThatTheConverterForgot_isAFailureThatSaysSo() {
    String id = Client.begin(alice, "forgotten");
    converter.script("poll", exchange -> ScriptedConverter.answer(exchange, 404, "{}"));
    soon(() -> assertThat(Client.get(alice, id).getString("status")).isEqualTo("failed"));
    assertThat(Client.get(alice, id).getString("message")).contains("no longer knows");
  }

  @Test
  void converterThatFailsToAnswer_isAskedAgain_andNothingIsLost() {
    Map<String, Script> faults = PollFaults.all();
    Map<String, String> ids = new TreeMap<>();
    Map<String, String> jobs = new TreeMap<>();
    for (String fault : faults.keySet()) {
      ids.put(fault, Client.begin(alice, fault));
      jobs.put(fault, job());
      stand("running", 10);
    }
    ids.values()
        .forEach(
            id -> soon(() -> assertThat(Client.get(alice, id).getInt("progress")).isEqualTo(10)));
    Map<String, Script> byPath = new TreeMap<>();
    jobs.forEach((fault, job) ->
        byPath.put("/base/jobs/" + job, faults.getOrDefault(fault, exchange -> {})));
    converter.script(
        "poll",
        exchange ->
            byPath.getOrDefault(exchange.getRequestURI().getPath(), other -> {}).play(exchange));
    converter.polls.clear();

    jobs.forEach((fault, job) ->
        soon(() ->
            assertThat(Collections.frequency(converter.polls, job)).as(fault).isGreaterThan(1)));
    ids.forEach((fault, id) ->
        assertThat(Client.get(alice, id).getString("status")).as(fault).isEqualTo("running"));
    converter.reset();
    jobs.values().forEach(job -> converter.job(job, ScriptedConverter.standing("running", 60)));
    ids.forEach((fault, id) ->
        soon(() -> assertThat(Client.get(alice, id).getInt("progress")).as(fault).isEqualTo(60)));
  }

  @Test
  void converterThatIsAway_isAskedAgainWhenItIsBack() {
    String id = Client.begin(alice, "away");
    soon(() -> assertThat(converter.polls).isNotEmpty());
    converter.goAway();
    converter.job(job(), ScriptedConverter.succeeded());
    await()
        .during(Duration.ofSeconds(1))
        .atMost(SOON)
        .until(() -> Client.get(alice, id).getString("status").equals("queued"));
    converter.comeBack();
    soon(() -> assertThat(Client.get(alice, id).getString("status")).isEqualTo("succeeded"));
  }

  @Test
  void events_showEachChange_andEndWithTheConversion() throws Exception {
    String id = Client.begin(alice, "watched");
    stand("running", 1);
    List<JsonObject> seen = new ArrayList<>();
    try (Stream<String> lines = events(id).body()) {
      lines
          .filter(line -> line.startsWith("data: "))
          .map(line -> Person.json(line.substring(6)))
          .forEach(event -> {
            seen.add(event);
            int progress = event.getInt("progress");
            converter.job(
                job(),
                progress >= 80
                    ? ScriptedConverter.succeeded()
                    : ScriptedConverter.standing("running", progress / 20 * 20 + 20));
          });
    }
    assertThat(seen.getLast().getString("status")).isEqualTo("succeeded");
    assertThat(seen.getLast()).isEqualTo(Client.get(alice, id));
    assertThat(new TreeSet<>(seen.stream().map(event -> event.getInt("progress")).toList()))
        .contains(20, 40, 60, 80, 100);
  }

  @Test
  void eventsOfAConversionThatIsOver_areOne() throws Exception {
    String id = succeeded("over");
    HttpResponse<Stream<String>> answer = events(id);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/event-stream");
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    try (Stream<String> lines = answer.body()) {
      assertThat(lines.filter(line -> !line.isEmpty() && !line.startsWith(":")).toList())
          .containsExactly(
              "event: conversion", "data: " + alice.get("/api/conversions/" + id).body());
    }
  }

  @Test
  void watchers_areBoundedForAPerson_andOnesThatLeaveMakeRoom() throws Exception {
    String id = Client.begin(alice, "popular");
    List<RawExchange> open = new ArrayList<>();
    try {
      for (int i = 0; i < 8; i++) {
        RawExchange raw = new RawExchange(world.stack.api());
        open.add(raw);
        assertThat(isWatching(raw, id)).isTrue();
      }
      try (RawExchange ninth = new RawExchange(world.stack.api())) {
        ninth.get("/api/conversions/" + id + "/events", alice.cookie());
        assertThat(ninth.readThrough("\r\n\r\n")).startsWith("HTTP/1.1 429");
        assertThat(ninth.readThrough("rate_limited")).contains("\"code\"");
      }
    } finally {
      for (RawExchange raw : open) {
        raw.close();
      }
    }
    AtomicInteger progress = new AtomicInteger();
    await()
        .atMost(SOON)
        .until(() -> {
          stand(
              "running",
              progress.incrementAndGet()
                  % 100); // each change is an event, which those who left cannot be sent
          try (RawExchange raw = new RawExchange(world.stack.api())) {
            return isWatching(raw, id);
          }
        });
  }

  private boolean isWatching(RawExchange raw, String id) throws IOException {
    return raw.get("/api/conversions/" + id + "/events", alice.cookie())
        .readThrough("\r\n\r\n")
        .startsWith("HTTP/1.1 200");
  }

  @Test
  void cancelledConversion_isCancelledAtOnceAndAgain_andTheConverterIsTold() {
    String id = Client.begin(alice, "cancelled");
    String job = job();
    assertThat(alice.delete("/api/conversions/" + id).statusCode()).isEqualTo(204);
    assertThat(Client.get(alice, id).getString("status")).isEqualTo("cancelled");
    assertThat(alice.delete("/api/conversions/" + id).statusCode()).isEqualTo(204);
    soon(() -> assertThat(converter.deleted).contains(job));
  }

  @Test
  void cancellationThatTheConverterMissed_isToldAgain() {
    String id = Client.begin(alice, "missed");
    String job = job();
    converter.goAway();
    assertThat(alice.delete("/api/conversions/" + id).statusCode()).isEqualTo(204);
    assertThat(Client.get(alice, id).getString("status")).isEqualTo("cancelled");
    await()
        .during(Duration.ofSeconds(1))
        .atMost(SOON)
        .until(() -> !converter.deleted.contains(job));
    converter.comeBack();
    soon(() -> assertThat(converter.deleted).contains(job));
  }

  @Test
  void conversionThatIsOver_canNotBeCancelled() {
    String id = succeeded("too late");
    HttpResponse<String> answer = alice.delete("/api/conversions/" + id);
    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(Client.get(alice, id).getString("status")).isEqualTo("succeeded");
  }

  @Test
  void conversionOfSomebodyElse_isAbsent() {
    String id =
        succeeded("private"); // so that nothing which should not be answered goes on for ever
    try (Person bob = world.stack.signIn("bob")) {
      Map<String, HttpResponse<String>> answers = new TreeMap<>();
      List.of("", "/events", "/result")
          .forEach(path -> answers.put("GET " + path, bob.get("/api/conversions/" + id + path)));
      answers.put("DELETE", bob.delete("/api/conversions/" + id));
      answers.put("POST /promote", bob.post("/api/conversions/" + id + "/promote", "{}"));
      SoftAssertions all = new SoftAssertions();
      answers.forEach((call, answer) -> {
        all.assertThat(answer.statusCode()).as(call).isEqualTo(404);
        all.assertThat(answer.previousResponse()).as("redirect before " + call).isEmpty();
        all.assertThat(answer.body()).as(call).doesNotContain("private");
      });
      all.assertAll();
      assertThat(Client.list(bob)).noneMatch(each -> each.getString("id").equals(id));
    }
    assertThat(Client.get(alice, id).getString("status")).isEqualTo("succeeded");
    assertThat(Client.get(alice, id).isNull("model_id")).isTrue();
  }

  private HttpResponse<Stream<String>> events(String id) throws Exception {
    return alice
        .client()
        .send(alice.request("/api/conversions/" + id + "/events").build(), BodyHandlers.ofLines());
  }

  private String succeeded(String name) {
    String id = Client.begin(alice, name);
    converter.job(job(), ScriptedConverter.succeeded());
    soon(() -> assertThat(Client.get(alice, id).getString("status")).isEqualTo("succeeded"));
    return id;
  }

  /** The one that was made last. A question about an older one may still be on its way. */
  private String job() {
    return converter.made.getLast();
  }

  private void stand(String status, int progress) {
    converter.job(job(), ScriptedConverter.standing(status, progress));
  }

  private static void soon(ThrowingRunnable assertion) {
    await().atMost(SOON).untilAsserted(assertion);
  }
}

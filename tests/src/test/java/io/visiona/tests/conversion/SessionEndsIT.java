package io.visiona.tests.conversion;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Person;
import io.visiona.tests.support.RawExchange;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is open when a session ends, ends with it: within a second. */
@OnConversionWorld
final class SessionEndsIT {
  private static final int READ_LIMIT_MILLIS = 20_000;

  /** A second, and what a busy machine may need to say so. */
  private static final Duration WITHIN = Duration.ofMillis(1500);

  /**
   * More than socket buffers hold, so that a download is in progress for as long as nobody reads.
   */
  private static final int SIZE = 32 << 20;

  private final World world;
  private final Person alice;

  SessionEndsIT(World world) {
    this.world = world;
    this.alice = world.alice;
  }

  @AfterEach
  void leave() {
    world.converter.reset();
    Client.cancelAll(alice);
  }

  @Test
  void events_endWhenTheSessionSignsOut_andSayWhy() throws Exception {
    try (Person again = world.stack.signIn("alice");
        RawExchange watching = watch(again)) {
      assertThat(again.post("/api/auth/logout", "").statusCode()).isEqualTo(200);
      assertThat(lastEvent(watching)).contains("\"signed_out\"");
    }
  }

  @Test
  void events_endWhenTheSessionIsEndedFromAnother() throws Exception {
    try (Person again = world.stack.signIn("alice");
        RawExchange watching = watch(again)) {
      assertThat(alice.send(alice.changing("/api/auth/sessions").DELETE().build()).statusCode())
          .isEqualTo(204);
      assertThat(lastEvent(watching)).contains("\"ended_elsewhere\"");
    }
  }

  @Test
  void eventsOfAnotherSession_goOn() throws Exception {
    try (Person again = world.stack.signIn("alice");
        RawExchange leaving = watch(again);
        RawExchange staying = watch(alice)) {
      assertThat(again.post("/api/auth/logout", "").statusCode()).isEqualTo(200);
      lastEvent(leaving);
      Client.cancelAll(alice);
      assertThat(staying.readThrough("\"cancelled\"")).doesNotContain("session_ended");
    }
  }

  @Test
  void download_isCut_andDoesNotLookWhole() throws Exception {
    String model = upload();
    try (Person again = world.stack.signIn("alice");
        RawExchange download = new RawExchange(world.stack.api())) {
      download.get("/api/models/" + model + "/content", again.cookie());
      assertThat(download.readThrough("\r\n\r\n")).startsWith("HTTP/1.1 200");
      assertThat(again.post("/api/auth/logout", "").statusCode()).isEqualTo(200);

      download.socket().setSoTimeout(READ_LIMIT_MILLIS);
      long began = System.nanoTime();
      RawExchange.Ending ending = download.readToEnd();
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(WITHIN);
      assertThat(ending.bytes()).isPositive().isLessThan(SIZE);
    } finally {
      assertThat(alice.delete("/api/models/" + model).statusCode()).isEqualTo(204);
    }
  }

  private RawExchange watch(Person person) throws IOException {
    String id = Client.begin(alice, "watched");
    RawExchange raw = new RawExchange(world.stack.api());
    raw.get("/api/conversions/" + id + "/events", person.cookie());
    assertThat(raw.readThrough("event: conversion")).startsWith("HTTP/1.1 200");
    raw.readThrough("\n\n");
    return raw;
  }

  private static String lastEvent(RawExchange watching) throws IOException {
    watching.socket().setSoTimeout((int) WITHIN.toMillis());
    watching.readThrough("event: session_ended\ndata: ");
    String data = watching.readThrough("\n\n");
    RawExchange.Ending ending = watching.readToEnd();
    assertThat(ending.isCompleteChunked()).as("ends in an orderly way").isTrue();
    return data;
  }

  private String upload() {
    String boundary = "b-of-the-tests";
    String head =
        "--%1$s\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nlong\r\n"
                .formatted(boundary)
            + "--%1$s\r\nContent-Disposition: form-data; name=\"chip\"\r\n\r\nKL720\r\n"
                .formatted(boundary)
            + "--%1$s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"m.nef\"\r\n\r\n"
                .formatted(boundary);
    String body = head + "x".repeat(SIZE) + "\r\n--" + boundary + "--\r\n";
    HttpRequest request =
        alice
            .request("/api/models")
            .header("X-CSRF", "1")
            .header("Origin", alice.origin())
            .header("Content-Type", "multipart/form-data; boundary=" + boundary)
            .POST(BodyPublishers.ofByteArray(body.getBytes(StandardCharsets.US_ASCII)))
            .build();
    HttpResponse<String> made = alice.send(request);
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    return Person.json(made.body()).getString("id");
  }
}

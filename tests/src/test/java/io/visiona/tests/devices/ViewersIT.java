package io.visiona.tests.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.launch.Person;
import io.visiona.tests.devices.PictureReader.Picture;
import io.visiona.tests.support.OnSharedStack;
import io.visiona.tests.support.ScriptedTarget;
import io.visiona.tests.support.ScriptedTarget.Script;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.TestAgent;
import io.visiona.tests.support.TestAgent.Kind;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What streams to many, to slow ones, and to those who go. */
@OnSharedStack
final class ViewersIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int VIEWERS = 10;

  private static final boolean FIGURES = Boolean.getBoolean("visiona.viewers.figures");

  /**
   * What each viewer has at least of the pictures that any of them was sent meanwhile. A machine
   * that does something else as well shows less: {@code -Dvisiona.viewers.figures=true} on one that
   * does not.
   */
  private static final double LEAST = FIGURES ? 0.95 : 0.5;

  /** The first ones pay for classes that are not loaded yet, and for code that is not compiled. */
  private static final int LEFT_OUT = FIGURES ? 100 : 0;

  private static final int PICTURES = FIGURES ? 200 : 30;

  private static final String STREAM = "/cameras/cam-0/stream?width=640&fps=10&quality=60";

  /** What a transfer may hold on its way: windows and buffers, whatever the stream has produced. */
  private static final long MOST_ON_THE_WAY = 12_000_000;

  @Test
  void firstByte_isThereWithin200MsOfTheAgents(Stack stack) throws Exception {
    AtomicLong sent = new AtomicLong();
    Map<String, Script> scripts =
        Map.of(
            "/api/system/logs",
            streaming(sent, "text/event-stream", "event: log\ndata: {}\n\n"),
            "/api/cameras/c/stream",
            streaming(
                sent,
                "multipart/x-mixed-replace; boundary=frame",
                "--frame\r\nContent-Type: image/jpeg\r\nContent-Length: 1\r\n\r\nx\r\n--frame\r\n"));
    try (Person alice = stack.signIn("alice");
        OddAgent agent = new OddAgent(stack, alice, scripts)) {
      for (String path : List.of("/system/logs", "/cameras/c/stream")) {
        // The first request of a kind pays for classes that are not loaded yet.
        firstByteAfter(alice, agent.path(path), sent);
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
          best = Math.min(best, firstByteAfter(alice, agent.path(path), sent));
        }
        assertThat(best).as("%s, ms", path).isLessThanOrEqualTo(200);
      }
    }
  }

  /** With the handshake and all that the agent itself does until it says something. */
  @Test
  void firstMessageOfTheSocket_isThereWithin200Ms(Stack stack) throws Exception {
    try (Person alice = stack.signIn("alice");
        TestAgent agent = TestAgent.online(stack, alice, Kind.JAVA_YAMUX)) {
      URI address =
          URI.create(
              stack.api().toString().replace("http:", "ws:")
                  + "/ws/agents/"
                  + agent.id()
                  + "/events");
      long best = Long.MAX_VALUE;
      for (int i = 0; i < 5; i++) {
        best = Math.min(best, firstMessage(alice, address));
      }
      assertThat(best).as("ms").isLessThanOrEqualTo(200);
    }
  }

  @Test
  void tenViewers_seeTheSamePictures_andASlowOneSlowsNobody(Stack stack) throws Exception {
    try (Person alice = stack.signIn("alice");
        TestAgent agent = TestAgent.online(stack, alice, Kind.JAVA_YAMUX);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      String large = path(agent, "/cameras/cam-0/stream?width=1280&fps=10&quality=95");
      try (PictureReader slow = new PictureReader(stack.api(), alice, large, 16 * 1024)) {
        Picture before = slow.next();
        List<Future<List<Picture>>> seen = new ArrayList<>();
        for (int i = 0; i < VIEWERS; i++) {
          seen.add(threads.submit(() -> pictures(stack, alice, path(agent, STREAM))));
        }
        NavigableSet<Long> all = new TreeSet<>();
        List<List<Picture>> each = new ArrayList<>();
        for (Future<List<Picture>> one : seen) {
          List<Picture> pictures = one.get(LIMIT.toSeconds() * 2, TimeUnit.SECONDS);
          pictures.forEach(picture -> all.add(picture.id()));
          each.add(pictures);
          Picture last = pictures.getLast();
          double seconds = Duration.between(pictures.getFirst().at(), last.at()).toMillis() / 1e3;
          assertThat((PICTURES - 1) / seconds).as("pictures a second").isGreaterThan(5);
        }
        for (List<Picture> pictures : each) {
          int sent =
              all.subSet(pictures.getFirst().id(), true, pictures.getLast().id(), true).size();
          if (FIGURES) {
            System.out.println("VIEWER " + pictures.size() + " of " + sent + " pictures");
          }
          assertThat((double) pictures.size() / sent)
              .as("of %d pictures", sent)
              .isGreaterThanOrEqualTo(LEAST);
        }
        assertThat(all).as("one encoding for all: the same numbers").hasSizeLessThan(PICTURES * 2);

        // Meanwhile nobody read the slow one. What waits for it is bounded, and then comes a fresh
        // one.
        long from = slow.bytes();
        Picture fresh = slow.next();
        while (Duration.between(fresh.at(), Instant.now()).compareTo(Duration.ofSeconds(1)) > 0) {
          fresh = slow.next();
        }
        assertThat(slow.bytes() - from)
            .as("bytes until a fresh picture")
            .isLessThan(MOST_ON_THE_WAY);
        assertThat(fresh.id()).isGreaterThan(before.id());
      }
    }
  }

  @Test
  void pageThatCloses_endsTheStreamAtTheAgentWithinASecond(Stack stack) throws Exception {
    try (Person alice = stack.signIn("alice");
        TestAgent agent = TestAgent.online(stack, alice, Kind.JAVA_YAMUX)) {
      PictureReader viewer = new PictureReader(stack.api(), alice, path(agent, STREAM), 0);
      viewer.next();
      await().atMost(LIMIT).until(() -> viewers(alice, agent) == 1);
      viewer.close();
      long closed = System.nanoTime();
      await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> viewers(alice, agent) == 0);
      assertThat(Duration.ofNanos(System.nanoTime() - closed)).isLessThan(Duration.ofSeconds(1));
    }
  }

  private static List<Picture> pictures(Stack stack, Person person, String path)
      throws IOException {
    List<Picture> seen = new ArrayList<>();
    try (PictureReader reader = new PictureReader(stack.api(), person, path, 0)) {
      for (int i = 0; i < LEFT_OUT; i++) {
        reader.next();
      }
      while (seen.size() < PICTURES) {
        seen.add(reader.next());
      }
    }
    return seen;
  }

  private static int viewers(Person person, TestAgent agent) {
    return Person.json(person.get(path(agent, "/cameras")).body())
        .getJsonArray("items")
        .getValuesAs(JsonObject.class)
        .getFirst()
        .getInt("viewers");
  }

  private static String path(TestAgent agent, String below) {
    return "/api/agents/" + agent.id() + below;
  }

  /** Answers the head, and after a while the first bytes of the body. */
  private static Script streaming(AtomicLong sent, String type, String first) {
    return socket -> {
      ScriptedTarget.write(
          socket, "HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nConnection: close\r\n\r\n");
      sent.set(System.nanoTime());
      ScriptedTarget.write(socket, first);
      awaitEnd(socket);
    };
  }

  private static void awaitEnd(Socket socket) throws IOException {
    while (socket.getInputStream().read() >= 0) {
      // Nothing is expected.
    }
  }

  private static long firstByteAfter(Person person, String path, AtomicLong sent) throws Exception {
    HttpResponse<InputStream> answer =
        person.client().send(person.request(path).build(), BodyHandlers.ofInputStream());
    try (InputStream body = answer.body()) {
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(body.read()).isNotNegative();
      return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - sent.get());
    }
  }

  private static long firstMessage(Person person, URI address) throws Exception {
    CompletableFuture<Long> first = new CompletableFuture<>();
    long begun = System.nanoTime();
    WebSocket.Listener listener =
        new WebSocket.Listener() {
          @Override
          public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
            first.complete(System.nanoTime());
            return CompletableFuture.completedFuture(null);
          }
        };
    try (HttpClient client = HttpClient.newHttpClient()) {
      WebSocket socket =
          client
              .newWebSocketBuilder()
              .header("Origin", person.origin())
              .header("Cookie", person.cookie())
              .buildAsync(address, listener)
              .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      long heard = first.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      socket.abort();
      return TimeUnit.NANOSECONDS.toMillis(heard - begun);
    }
  }
}

package io.visiona.tests.devices;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Person;
import io.visiona.tests.support.Proc;
import io.visiona.tests.support.Stack;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLongArray;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * Many viewers of many agents on one API server: no thread for each, and little memory. By hand
 * with {@code -Dvisiona.crowd.people=20} for 1,000 viewers of 100 agents; see bench/RESULTS.md.
 */
final class CrowdIT {
  /** Five agents each, ten viewers of each agent. */
  private static final int PEOPLE = Integer.getInteger("visiona.crowd.people", 4);

  private static final int AGENTS_OF_ONE = 5;
  private static final int VIEWERS_OF_ONE = 10;
  private static final int PICTURES = 10;
  private static final int PICTURE_BYTES = 4000;
  private static final int PAUSE_MS = 500;
  private static final long MOST_THREADS = 40;
  private static final long MOST_BYTES = 1_000_000_000;

  @Test
  void manyViewersOfManyAgents_costNoThreadEach_andLessThanAGigabyte() throws Exception {
    try (Stack stack =
            Stack.split(
                Map.of(
                    "visiona.standins.crowd", "20", "visiona.forward.streams-per-person", "512"));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<AutoCloseable> held = new ArrayList<>();
      try {
        List<Viewed> viewed = new ArrayList<>();
        for (int i = 1; i <= PEOPLE; i++) {
          Person person = stack.signIn("user-" + i);
          held.add(person);
          for (int j = 0; j < AGENTS_OF_ONE; j++) {
            OddAgent agent =
                new OddAgent(stack, person, Map.of("/api/cameras/c/stream", CrowdIT::pictures));
            held.add(agent);
            viewed.add(new Viewed(person, agent.path("/cameras/c/stream")));
          }
        }
        measured(stack, viewed, threads, held);
      } finally {
        for (AutoCloseable each : held) {
          each.close();
        }
      }
    }
  }

  private record Viewed(Person person, String path) {}

  private static void measured(
      Stack stack, List<Viewed> viewed, ExecutorService threads, List<AutoCloseable> held)
      throws Exception {
    Proc api = new Proc(stack.apiServer().pid());
    long bytesBefore = api.residentBytes();
    long threadsBefore = api.threads();
    AtomicLongArray seen = new AtomicLongArray(viewed.size() * VIEWERS_OF_ONE);
    for (int i = 0; i < seen.length(); i++) {
      Viewed one = viewed.get(i % viewed.size());
      PictureReader reader = new PictureReader(stack.api(), one.person(), one.path(), 0);
      held.addFirst(reader);
      int index = i;
      threads.execute(() -> read(reader, index, seen));
    }
    Awaitility.await()
        .atMost(Duration.ofMinutes(3))
        .untilAsserted(() -> {
          for (int i = 0; i < seen.length(); i++) {
            assertThat(seen.get(i)).as("pictures of viewer %d", i).isGreaterThan(PICTURES);
          }
        });
    long moreBytes = api.residentBytes() - bytesBefore;
    long moreThreads = api.threads() - threadsBefore;
    System.getLogger(CrowdIT.class.getName())
        .log(
            System.Logger.Level.INFO,
            "{0} viewers of {1} agents: {2} MB more resident (from {3}), {4} threads more (from {5})",
            seen.length(),
            viewed.size(),
            moreBytes / 1_000_000,
            bytesBefore / 1_000_000,
            moreThreads,
            threadsBefore);
    assertThat(moreBytes).isLessThan(MOST_BYTES);
    assertThat(moreThreads).isLessThan(MOST_THREADS);
  }

  private static void read(PictureReader reader, int index, AtomicLongArray seen) {
    try {
      while (true) {
        reader.next();
        seen.incrementAndGet(index);
      }
    } catch (IOException over) {
      // The test closes it; one that ends early has too few pictures.
      System.getLogger(CrowdIT.class.getName())
          .log(System.Logger.Level.DEBUG, "A viewer has ended", over);
    }
  }

  private static void pictures(Socket socket) throws IOException {
    String head =
        """
        HTTP/1.1 200 OK\r
        Content-Type: multipart/x-mixed-replace; boundary=frame\r
        Connection: close\r
        \r
        --frame\r
        """;
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    byte[] picture = "x".repeat(PICTURE_BYTES).getBytes(StandardCharsets.US_ASCII);
    for (long id = 1; ; id++) {
      String part =
          "Content-Type: image/jpeg\r\nContent-Length: %d\r\nX-Frame-Id: %d\r\n\r\n"
              .formatted(PICTURE_BYTES, id);
      socket.getOutputStream().write(part.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(picture);
      socket.getOutputStream().write("\r\n--frame\r\n".getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      try {
        Thread.sleep(PAUSE_MS);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}

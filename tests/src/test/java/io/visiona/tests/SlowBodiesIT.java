package io.visiona.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.launch.Person;
import io.visiona.tests.support.Plain;
import io.visiona.tests.support.Proc;
import io.visiona.tests.support.Stack;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Bodies that drip. The attackers come from addresses of their own, so that it is seen what they do
 * to others; the load test of the benchmarks does the same with thousands.
 */
@Isolated
@SuppressWarnings("NullAway.Init") // set up before all tests
final class SlowBodiesIT {
  private static final int EACH = 120;
  private static final Duration DEADLINE = Duration.ofSeconds(4);
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration SOON_CLOSED = Duration.ofSeconds(3);
  private static final int MORE_THREADS = 20;
  private static final long QUICK_MILLIS = 100;

  private static Stack stack;
  private static Person alice;
  private static Person bob;

  @BeforeAll
  static void start() {
    stack =
        Stack.allInOne(
            Map.of(
                "visiona.body.deadline",
                DEADLINE.toMillis() + "ms",
                "visiona.body.max-unread-per-address",
                "100"));
    alice = stack.signIn("alice");
    bob = stack.signIn("bob");
  }

  @AfterAll
  static void stop() {
    alice.close();
    bob.close();
    stack.close();
  }

  /** A request whose body never ends, by its head and the first of its bytes. */
  private enum Kind {
    JSON("POST", "/api/pairing/exchange", "application/json", false, "{\"code\":"),
    FORM(
        "POST",
        "/api/auth/backchannel-logout",
        "application/x-www-form-urlencoded",
        false,
        "logout_token="),
    SIGNED_IN("POST", "/api/pairing/tokens", "application/json", true, "{"),
    WRONG_TYPE("POST", "/api/pairing/exchange", "multipart/form-data; boundary=b", false, "--b"),
    NO_SUCH_PATH("PUT", "/api/nothing-here", "text/plain", true, "x"),
    NOBODY("POST", "/api/models", "multipart/form-data; boundary=b", false, "--b"),
    UPLOAD("POST", "/api/models", "multipart/form-data; boundary=b", true, "--b\r\n");

    private final String method;
    private final String path;
    private final String type;
    private final boolean signedIn;
    private final String first;

    Kind(String method, String path, String type, boolean signedIn, String first) {
      this.method = method;
      this.path = path;
      this.type = type;
      this.signedIn = signedIn;
      this.first = first;
    }

    String head(URI api) {
      return method
          + " "
          + path
          + " HTTP/1.1\r\nHost: "
          + api.getAuthority()
          + "\r\nContent-Type: "
          + type
          + "\r\nTransfer-Encoding: chunked\r\nX-CSRF: 1\r\nOrigin: "
          + alice.origin()
          + (signedIn ? "\r\nCookie: " + alice.cookie() : "")
          + "\r\n\r\n"
          + Integer.toHexString(first.length())
          + "\r\n"
          + first
          + "\r\n";
    }
  }

  @Test
  void drippingBodies_takeNobodysTurn_andNoThreads() throws Exception {
    for (int i = 0; i < 20; i++) {
      assertThat(bob.get("/api/auth/me").statusCode()).isEqualTo(200);
    }
    long threads = threads();
    List<Socket> attackers = new ArrayList<>();
    try {
      int network = 0;
      for (Kind kind : Kind.values()) {
        for (int i = 0; i < EACH; i++) {
          attackers.add(attack(kind, "127.1." + network + "." + (2 + i / 90)));
        }
        network++;
      }
      assertThat(median(() -> Plain.get(stack.api().resolve("/healthz")).statusCode()))
          .as("healthz in milliseconds")
          .isLessThan(QUICK_MILLIS);
      assertThat(median(() -> bob.get("/api/auth/me").statusCode()))
          .as("another person's request in milliseconds")
          .isLessThan(QUICK_MILLIS);
      assertThat(bob.post("/api/pairing/tokens", "{\"label\":\"x\"}").statusCode())
          .as("another person's body")
          .isEqualTo(201);
      assertThat(threads()).isLessThanOrEqualTo(threads + MORE_THREADS);
    } finally {
      for (Socket attacker : attackers) {
        attacker.close();
      }
    }
  }

  @Test
  void bodyThatDrips_isEndedByOneDeadlineForAllOfIt() throws Exception {
    for (Kind kind : List.of(Kind.JSON, Kind.FORM, Kind.SIGNED_IN, Kind.UPLOAD)) {
      try (Socket slow = attack(kind, "127.2.0.2")) {
        long began = System.nanoTime();
        await()
            .atMost(LIMIT)
            .pollInterval(Duration.ofMillis(300))
            .until(() -> slow.getInputStream().available() > 0 || !drips(slow));
        assertThat(Duration.ofNanos(System.nanoTime() - began))
            .as("%s", kind)
            .isBetween(DEADLINE.minusSeconds(1), DEADLINE.plusSeconds(3));
        String answer = readEnvelope(slow);
        assertThat(answer).as("%s", kind).startsWith("HTTP/1.1 408").contains("request_timeout");
        slow.setSoTimeout((int) SOON_CLOSED.toMillis());
        assertThat(endOf(slow)).as("%s: the connection ends with its answer", kind).isTrue();
      }
    }
  }

  @Test
  void oneAddress_hasItsShareOfUnreadBodies_andIsToldSo() throws Exception {
    List<Socket> attackers = new ArrayList<>();
    try {
      for (int i = 0; i <= 100; i++) {
        attackers.add(attack(Kind.JSON, "127.3.0.2"));
      }
      // Which of them comes last is the server's to see.
      List<Socket> answered = new ArrayList<>();
      await()
          .atMost(DEADLINE.minusMillis(500))
          .until(() -> {
            for (Socket attacker : attackers) {
              if (attacker.getInputStream().available() > 0) {
                answered.add(attacker);
              }
            }
            return !answered.isEmpty();
          });
      assertThat(readEnvelope(answered.getFirst()))
          .startsWith("HTTP/1.1 429")
          .contains("rate_limited");
      assertThat(Plain.post(stack.api().resolve("/api/pairing/exchange"), "{}").statusCode())
          .as("another address")
          .isEqualTo(400);
    } finally {
      for (Socket attacker : attackers) {
        attacker.close();
      }
    }
    await()
        .atMost(LIMIT)
        .untilAsserted(() ->
            assertThat(Plain.get(metrics()).body())
                .containsPattern("visiona_limit_in_use\\{[^}]*unread_bodies[^}]*} 0"));
  }

  @Test
  void bodyThatIsTooLarge_isAnsweredOnAConnectionThatEnds() throws Exception {
    String body = "{\"code\":\"" + "x".repeat(70_000) + "\"}";
    for (String framing :
        List.of("Content-Length: " + body.length(), "Transfer-Encoding: chunked")) {
      boolean chunked = framing.endsWith("chunked");
      String bytes =
          chunked ? Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n" : body;
      try (Socket socket = connect("127.0.0.1")) {
        send(
            socket,
            "POST /api/pairing/exchange HTTP/1.1\r\nHost: "
                + stack.api().getAuthority()
                + "\r\nContent-Type: application/json\r\n"
                + framing
                + "\r\n\r\n"
                + bytes);
        assertThat(readAll(socket)).startsWith("HTTP/1.1 413").contains("payload_too_large");
      }
    }
  }

  /** Whether nothing but the end comes, in time. */
  private static boolean endOf(Socket slow) {
    try {
      return slow.getInputStream().read() < 0;
    } catch (SocketTimeoutException open) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  private static boolean drips(Socket slow) {
    try {
      send(slow, "1\r\n \r\n");
      return true;
    } catch (IOException ended) {
      return false;
    }
  }

  private static Socket attack(Kind kind, String from) throws IOException {
    Socket socket = connect(from);
    send(socket, kind.head(stack.api()));
    return socket;
  }

  private static Socket connect(String from) throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), stack.api().getPort()));
    socket.setSoTimeout((int) LIMIT.toMillis());
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /** To the end of the body, not to that of the connection. */
  private static String readEnvelope(Socket socket) throws IOException {
    StringBuilder answer = new StringBuilder();
    while (answer.indexOf("}}") < 0) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new IOException("ended after: " + answer);
      }
      answer.append((char) next);
    }
    return answer.toString();
  }

  private static String readAll(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  private static URI metrics() {
    return URI.create("http://127.0.0.1:" + stack.ports().operations() + "/metrics");
  }

  private static long threads() throws IOException {
    return new Proc(stack.apiServer().pid()).threads();
  }

  /** Of 21 tries, so that a pause of the machine is no verdict. */
  private static long median(Asking asking) throws Exception {
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < 21; i++) {
      long began = System.nanoTime();
      assertThat(asking.status()).isEqualTo(200);
      times.add(Duration.ofNanos(System.nanoTime() - began).toMillis());
    }
    return times.stream().sorted().toList().get(10);
  }

  @FunctionalInterface
  private interface Asking {
    int status() throws Exception;
  }
}

package io.visiona.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Person;
import io.visiona.tests.support.OnSharedStack;
import io.visiona.tests.support.RawExchange;
import io.visiona.tests.support.ScriptedTarget;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.TestAgent;
import io.visiona.tests.support.TestAgent.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When the parts of requests and answers travel between a caller and an agent. */
@OnSharedStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ProxiedMessagesIT {
  private static final int SOON_MILLIS = 3000;
  private static final String TOO_LARGE =
      "HTTP/1.1 413 Content Too Large\r\nContent-Length: 8\r\n\r\ntoo much";

  private final BlockingQueue<String> arrived = new ArrayBlockingQueue<>(100);
  private final Stack stack;
  private final ScriptedTarget target =
      new ScriptedTarget(
          Map.of(
              "/early",
              socket -> {
                ScriptedTarget.write(socket, TOO_LARGE);
                socket.getInputStream().transferTo(OutputStream.nullOutputStream());
              },
              "/hasty",
              socket -> {
                socket.setSoLinger(true, 0);
                ScriptedTarget.write(socket, TOO_LARGE);
              },
              "/moved",
              this::moved,
              "/odd",
              ScriptedTarget.answer(
                  "HTTP/1.1 200 OK\r\nX-Old : box\r\nContent-Type : text/plain\r\n"
                      + "Content-Length: 2\r\nContent-Length: 2\r\n\r\nok"),
              "/leave",
              socket -> {
                ScriptedTarget.write(socket, "HTTP/1.1 100 Continue\r\n\r\n");
                arrived.add(
                    new String(socket.getInputStream().readNBytes(5), StandardCharsets.ISO_8859_1));
                ScriptedTarget.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
              },
              "/first",
              socket -> {
                arrived.add("head");
                readTo(socket, "abc");
                arrived.add("abc");
                readTo(socket, "j");
                ScriptedTarget.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
              },
              "/silent",
              socket -> {
                arrived.add("asked");
                socket.getInputStream().transferTo(OutputStream.nullOutputStream());
              }));
  private Person alice;
  private TestAgent agent;

  ProxiedMessagesIT(Stack stack) throws Exception {
    this.stack = stack;
  }

  @BeforeAll
  void pair() throws Exception {
    alice = stack.signIn("alice");
    agent = TestAgent.online(stack, alice, Kind.JAVA_YAMUX, "--target", target.uri().toString());
  }

  @AfterAll
  void stop() throws Exception {
    agent.close();
    alice.close();
    target.close();
  }

  /** Reads on until this has come. */
  private static void readTo(Socket socket, String end) throws IOException {
    StringBuilder read = new StringBuilder();
    while (!read.toString().endsWith(end)) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new EOFException();
      }
      read.append((char) next);
    }
  }

  private RawExchange post(String path, String... headers) throws IOException {
    RawExchange raw = new RawExchange(stack.api());
    raw.socket().setSoTimeout(SOON_MILLIS);
    StringBuilder head =
        new StringBuilder("POST " + agent.proxy(path) + " HTTP/1.1\r\nHost: ")
            .append(stack.api().getAuthority())
            .append("\r\nOrigin: ")
            .append(stack.api())
            .append("\r\nX-CSRF: 1\r\nCookie: ")
            .append(alice.cookie())
            .append("\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    return raw.send(head.append("\r\n").toString());
  }

  /** A server that honours what it was told of the way to it. */
  private void moved(Socket socket) throws IOException {
    String head = target.heads().getLast();
    String prefix = value(head, "X-Forwarded-Prefix");
    String site = "http://" + value(head, "X-Forwarded-Host") + prefix;
    ScriptedTarget.write(
        socket,
        "HTTP/1.1 302 Found\r\nLocation: "
            + (head.contains("absolute") ? site : prefix)
            + "/next\r\nSet-Cookie: a=b; Path="
            + prefix
            + "/deep\r\nContent-Length: 0\r\n\r\n");
  }

  private static String value(String head, String name) {
    return head.lines()
        .filter(line -> line.startsWith(name + ": "))
        .map(line -> line.substring(name.length() + 2))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void placesThatAreRightAlready_areNotRewritten() throws Exception {
    for (String kind : new String[] {"absolute", "relative"}) {
      try (RawExchange raw = new RawExchange(stack.api())) {
        String head =
            raw.get(agent.proxy("/moved"), alice.cookie(), "X-Kind: " + kind)
                .readThrough("\r\n\r\n");
        assertThat(head)
            .as(kind)
            .containsIgnoringCase("\r\nLocation: " + agent.proxy("/next") + "\r\n")
            .contains("Path=" + agent.proxy("/deep"));
      }
    }
  }

  @Test
  void targetThatAnswersAndCloses_whileTheBodyComes_isHeardEachTime() throws Exception {
    for (int i = 0; i < 6; i++) {
      Thread sender;
      try (RawExchange raw = post("/hasty", "Content-Length: 3000000")) {
        sender = Thread.startVirtualThread(() -> sendAll(raw));
        assertThat(raw.readThrough("\r\n\r\n")).startsWith("HTTP/1.1 413");
      }
      sender.join();
    }
    arrived.clear();
  }

  private void sendAll(RawExchange raw) {
    try {
      raw.send("x".repeat(3_000_000));
    } catch (IOException answered) {
      arrived.add("cut");
    }
  }

  @Test
  void answerWithSmallFaults_isReadAsHttpAllows() throws Exception {
    try (RawExchange raw = new RawExchange(stack.api())) {
      String answer = raw.get(agent.proxy("/odd"), alice.cookie()).readThrough("ok");
      assertThat(answer)
          .startsWith("HTTP/1.1 200")
          .containsIgnoringCase("Content-Type: text/plain");
    }
  }

  @Test
  void target_reachesTheAgentByteForByte() throws Exception {
    for (String sent :
        new String[] {
          "/a%2Fb",
          "/a%2fb?",
          "/none?",
          "/a;jsessionid=1",
          "/a;jsessionid=1?x=;y",
          "/\u00c3\u00a4?\u00c3\u00a4",
          "/a?b=%zz&c=/../d",
          "/a//b",
          "/%7Ea"
        }) {
      asked(sent, 200);
      assertThat(target.heads()).anyMatch(head -> head.startsWith("GET " + sent + " HTTP/1.1\r\n"));
    }
  }

  @Test
  void originOfThisSite_agreesWithTheHostThatTheAgentsServerIsTold() throws Exception {
    try (RawExchange raw = post("/origin", "Content-Length: 0")) {
      raw.readThrough("\r\n\r\n");
    }
    String head =
        target.heads().stream()
            .filter(one -> one.startsWith("POST /origin "))
            .findFirst()
            .orElseThrow();
    assertThat(value(head, "Origin")).isEqualTo("http://" + value(head, "Host"));
  }

  @Test
  void earlyAnswer_goesOutAtOnce_whileTheCallerPauses() throws Exception {
    try (RawExchange raw = post("/early", "Content-Length: 1000000")) {
      raw.send("x".repeat(30_000));
      String answer = raw.readThrough("too much");
      assertThat(answer).startsWith("HTTP/1.1 413").containsIgnoringCase("Connection: close");
      raw.socket().setSoTimeout(10_000);
      assertThat(raw.readToEnd().bytes()).as("closed, and nothing behind the answer").isZero();
    }
    try (RawExchange raw = post("/early", "Transfer-Encoding: chunked")) {
      raw.send("5\r\nhello\r\n");
      assertThat(raw.readThrough("too much")).startsWith("HTTP/1.1 413");
    }
  }

  /** The 100 comes from the container, before anybody could decide; the answer does not wait. */
  @Test
  void callerThatWaitsForLeave_getsTheAgentsAnswer_withoutSendingItsBody() throws Exception {
    try (RawExchange raw = post("/early", "Expect: 100-continue", "Content-Length: 5")) {
      assertThat(raw.readThrough("too much")).contains("HTTP/1.1 413");
    }
    try (RawExchange raw = post("/leave", "Expect: 100-continue", "Content-Length: 5")) {
      assertThat(raw.readThrough("\r\n\r\n")).startsWith("HTTP/1.1 100");
      assertThat(raw.send("hello").readThrough("ok")).startsWith("HTTP/1.1 200");
      assertThat(arrived.poll(1, TimeUnit.SECONDS)).isEqualTo("hello");
    }
  }

  /** The container would give out sized bodies in blocks, and chunks as a whole. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 10, abc, defghij",
        "Content-Length: 16000, abc, ",
        "Content-Length: 3000000, abc, ",
        "'Transfer-Encoding: chunked', a_abc, defghij_0__",
        "'Transfer-Encoding: chunked', 7000_abc, "
      })
  void firstBytesOfAnUploadThatPauses_arePassedOnAtOnce(String upload) throws Exception {
    String[] parts = upload.replace("'", "").replace("_", "\r\n").split(", ", -1);
    try (RawExchange raw = post("/first", parts[0])) {
      assertThat(arrived.poll(SOON_MILLIS, TimeUnit.MILLISECONDS)).isEqualTo("head");
      raw.send(parts[1]);
      assertThat(arrived.poll(SOON_MILLIS, TimeUnit.MILLISECONDS)).isEqualTo("abc");
      if (!parts[2].isEmpty()) {
        assertThat(raw.send(parts[2]).readThrough("ok")).startsWith("HTTP/1.1 200");
      }
    }
  }

  @Test
  void callerThatClosesItsSendingSide_isToldSo() throws Exception {
    try (RawExchange raw = new RawExchange(stack.api())) {
      raw.socket().setSoTimeout((int) Duration.ofSeconds(10).toMillis());
      raw.get(agent.proxy("/silent"), alice.cookie());
      assertThat(arrived.poll(SOON_MILLIS, TimeUnit.MILLISECONDS)).isEqualTo("asked");
      raw.socket().shutdownOutput();
      assertThat(raw.readThrough("}"))
          .startsWith("HTTP/1.1 400")
          .contains("closed its side of the connection");
    }
  }

  @Test
  void callerThatClosesItsSendingSide_isAnswered() throws Exception {
    try (RawExchange raw = post("/first", "Content-Length: 10")) {
      raw.send("abcdefghij");
      raw.socket().shutdownOutput();
      assertThat(raw.readThrough("ok")).startsWith("HTTP/1.1 200");
      assertThat(arrived.poll(SOON_MILLIS, TimeUnit.MILLISECONDS)).isEqualTo("head");
      assertThat(arrived.poll(SOON_MILLIS, TimeUnit.MILLISECONDS)).isEqualTo("abc");
    }
  }

  /** What the agent's server was sent; the path tells the request. */
  private String asked(String path, int status, String... fields) throws IOException {
    try (RawExchange raw = new RawExchange(stack.api())) {
      raw.get(agent.proxy(path), alice.cookie(), fields);
      assertThat(raw.readThrough("\r\n\r\n")).contains(" " + status + " ");
    }
    return target.heads().stream()
        .filter(head -> head.startsWith("GET " + path + " "))
        .findFirst()
        .orElse("");
  }

  @Test
  void bytesOfAFieldBeyondAscii_arriveAsTheyWereSent() throws Exception {
    String utf8 =
        new String("Ärger 门 \u0085".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    StringBuilder all = new StringBuilder();
    for (char c = 0x80; c <= 0xff; c++) {
      all.append(c);
    }
    String prefix = "agent-" + agent.id().substring(0, 8) + "-";
    String head =
        asked(
            "/bytes",
            200,
            "X-Utf: " + utf8,
            "X-All: " + all,
            "Cookie: " + prefix + "name=" + utf8.strip());
    assertThat(head)
        .contains("\r\nX-Utf: " + utf8 + "\r\n")
        .contains("\r\nX-All: " + all + "\r\n")
        .contains("\r\nCookie: name=" + utf8.strip() + "\r\n");
  }

  @Test
  void controlCharacterInAField_is400_andNothingReachesTheAgent() throws Exception {
    for (char control : new char[] {0, 1, 8, 0x0b, 0x1f, 0x7f}) {
      String path = "/control-" + (int) control;
      assertThat(asked(path, 400, "X-Field: a" + control + "b")).isEmpty();
    }
  }

  @Test
  void whatOnlyThisServerSays_isNotSaidByTheCaller() throws Exception {
    String head =
        asked(
            "/said",
            200,
            "$WSIS: true",
            "$WSSC: https",
            "$WSRA: 203.0.113.9",
            "X-Forwarded-Proto: https",
            "X_Forwarded_Proto: https",
            "X_Forwarded_For: 203.0.113.9",
            "X_Forwarded_Host: evil.example",
            "X_Request_Id: forged",
            "X_Real_IP: 203.0.113.9");
    assertThat(head)
        .contains("\r\nX-Forwarded-Proto: http\r\n", "\r\nX-Forwarded-For: 127.0.0.1\r\n")
        .doesNotContain("https", "203.0.113.9", "evil.example", "forged", "$WS");
  }
}

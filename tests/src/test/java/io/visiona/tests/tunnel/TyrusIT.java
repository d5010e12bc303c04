package io.visiona.tests.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.launch.Installation;
import io.visiona.relay.sessions.Tunnel;
import io.visiona.shared.exchange.ExchangeLimits;
import io.visiona.shared.exchange.Field;
import io.visiona.shared.exchange.HttpExchange;
import io.visiona.shared.exchange.RequestHead;
import io.visiona.tests.support.GoPrograms;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The relay's Jakarta WebSocket endpoint on Tyrus: nothing in it may lean on Open Liberty. Agents
 * in Go (hashicorp/yamux over gorilla/websocket), and peers that break the rules.
 */
final class TyrusIT {
  private static final Duration WAIT = Duration.ofSeconds(20);
  private static final int SOON_MILLIS = 3_000;
  private static final int LARGE = 16 << 20;
  private static final ExchangeLimits LIMITS = new ExchangeLimits(WAIT, WAIT, WAIT, 64 * 1024);

  private TyrusRelay relay;

  @BeforeEach
  void start() throws Exception {
    relay = new TyrusRelay();
  }

  @AfterEach
  void stop() {
    relay.close();
  }

  @Test
  void goAgent_largeBodiesBothWays_andManyStreamsAtOnce() throws Exception {
    try (GoAgent agent = new GoAgent(relay);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Tunnel tunnel = agent.online();
      List<Future<Boolean>> uploads = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        int seed = i;
        uploads.add(threads.submit(() -> uploadArrives(tunnel, LARGE, seed)));
      }
      for (Future<Boolean> upload : uploads) {
        assertThat(upload.get(60, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(get(tunnel, "/bytes/" + LARGE).length).isEqualTo(LARGE);

      List<Future<Boolean>> many = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        int seed = i;
        many.add(threads.submit(() -> uploadArrives(tunnel, 5_000 + seed, seed)));
      }
      for (Future<Boolean> one : many) {
        assertThat(one.get(60, TimeUnit.SECONDS)).isTrue();
      }
      await().atMost(WAIT).until(() -> tunnel.session().stats().streamsOpen() == 0);
    }
  }

  @Test
  void agentThatIsReplaced_losesItsTunnel_andTheNewOneServes() throws Exception {
    try (GoAgent first = new GoAgent(relay)) {
      Tunnel before = first.online();
      try (GoAgent second = new GoAgent(relay)) {
        await().atMost(WAIT).until(() -> relay.tunnel() != null && relay.tunnel() != before);
        assertThat(get(second.online(), "/healthz")).isNotEmpty();
        await().atMost(WAIT).until(() -> !first.process.isAlive());
      }
    }
  }

  @Test
  void webSocketClientOfTheJdk_isServed_pieceByPiece() throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    byte[] ping = RawTunnel.ping(9);
    try (HttpClient client = HttpClient.newHttpClient()) {
      WebSocket socket =
          client
              .newWebSocketBuilder()
              .buildAsync(
                  URI.create("ws://127.0.0.1:" + relay.uri().getPort() + "/tunnel/connect"),
                  new WebSocket.Listener() {
                    @Override
                    public void onOpen(WebSocket opened) {
                      opened.request(Long.MAX_VALUE);
                    }

                    @Override
                    public java.util.concurrent.CompletionStage<?> onBinary(
                        WebSocket from, ByteBuffer data, boolean last) {
                      answered.countDown();
                      return java.util.concurrent.CompletableFuture.completedFuture(null);
                    }
                  })
              .get(10, TimeUnit.SECONDS);
      for (int i = 0; i < ping.length; i++) {
        socket
            .sendBinary(ByteBuffer.wrap(ping, i, 1), i == ping.length - 1)
            .get(10, TimeUnit.SECONDS);
      }
      assertThat(answered.await(10, TimeUnit.SECONDS)).isTrue();
      socket.abort();
    }
    await().atMost(WAIT).until(() -> relay.tunnel() == null);
  }

  @ParameterizedTest
  @ValueSource(ints = {12, 65_535, 65_536, 65_548, 1 << 20})
  void frameOfAnySize_passes(int size) throws Exception {
    try (RawTunnel tunnel = opened()) {
      tunnel.send(RawTunnel.bytesWithAPing(size, size));
      tunnel.awaitPong(size);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "a short text, 0x81, 10, 1003",
    "a reserved bit, 0xC2, 1, 1002",
    "an unknown opcode, 0x83, 1, 1002",
    "a continuation of nothing, 0x80, 1, 1002"
  })
  void frameThatIsNotAllowed_endsTheTunnel(String what, String first, int size, int code)
      throws Exception {
    try (RawTunnel tunnel = opened()) {
      tunnel.send(RawTunnel.ping(1));
      tunnel.awaitPong(1);
      tunnel.sendRaw(RawTunnel.frame(Integer.decode(first), new byte[size]));
      tunnel.awaitBytes((byte) (code >> 8), (byte) code);
    }
    await(what).atMost(WAIT).until(() -> relay.tunnel() == null);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "01 00 0001 00000001 00000000", // unknown version
        "00 04 0001 00000001 00000000", // unknown type
        "00 01 0011 00000001 00000000", // unknown flag
        "00 00 0000 00000000 00000004", // data on stream zero
        "00 01 0000 00000002 00000009", // a stream that was never opened
        "00 00 0000 00000001 7fffffff" // more than any window
      })
  void yamuxThatBreaksARule_isToldSo_andEnds(String frame) throws Exception {
    try (RawTunnel tunnel = opened()) {
      tunnel.send(RawTunnel.ping(1));
      tunnel.awaitPong(1);
      tunnel.send(HexFormat.of().parseHex(frame.replace(" ", "")));
      // GO_AWAY with 1, protocol error
      tunnel.awaitBytes(HexFormat.of().parseHex("000300000000000000000001"));
      tunnel.end(SOON_MILLIS);
    }
    await(frame).atMost(WAIT).until(() -> relay.tunnel() == null);
  }

  @Test
  void whatIsNoYamuxAtAll_ends() throws Exception {
    try (RawTunnel tunnel = opened()) {
      tunnel.send("this is not yamux at all".getBytes(StandardCharsets.US_ASCII));
      tunnel.end(SOON_MILLIS);
    }
    await().atMost(WAIT).until(() -> relay.tunnel() == null);
  }

  @Test
  void tunnelWhosePeerIsSilent_isReplacedAndEnds() throws Exception {
    try (RawTunnel first = opened()) {
      // Tyrus answers the handshake before it opens the endpoint: this one is the older only now.
      first.send(RawTunnel.ping(4));
      first.awaitPong(4);
      try (RawTunnel second = opened()) {
        first.end(SOON_MILLIS);
        second.send(RawTunnel.ping(5));
        second.awaitPong(5);
      }
    }
  }

  private RawTunnel opened() throws IOException {
    return RawTunnel.open(relay.uri(), "any", "websocket");
  }

  private static boolean uploadArrives(Tunnel tunnel, int size, int seed) throws Exception {
    byte[] body = new byte[size];
    for (int i = 0; i < size; i++) {
      body[i] = (byte) (i * 31 + seed);
    }
    List<Field> fields =
        List.of(new Field("Host", "agent"), new Field("Content-Length", Integer.toString(size)));
    try (HttpExchange exchange =
        HttpExchange.begin(
            tunnel::openStream,
            LIMITS,
            new RequestHead("POST", "/sink", fields),
            new byte[0],
            false)) {
      exchange.send(new ByteArrayInputStream(body), false);
      assertThat(exchange.response().status()).isEqualTo(200);
      String answer = new String(body(exchange), StandardCharsets.UTF_8);
      String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
      return answer.contains(hash);
    }
  }

  private static byte[] get(Tunnel tunnel, String path) throws Exception {
    try (HttpExchange exchange =
        HttpExchange.begin(
            tunnel::openStream,
            LIMITS,
            new RequestHead("GET", path, List.of(new Field("Host", "agent"))),
            new byte[0],
            true)) {
      assertThat(exchange.response().status()).isEqualTo(200);
      return body(exchange);
    }
  }

  private static byte[] body(HttpExchange exchange) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] buffer = new byte[64 * 1024];
    for (int n = exchange.read(buffer, 0, buffer.length);
        n >= 0;
        n = exchange.read(buffer, 0, buffer.length)) {
      all.write(buffer, 0, n);
    }
    return all.toByteArray();
  }

  /** hashicorp/yamux over gorilla/websocket, dialling Tyrus once. */
  private static final class GoAgent implements AutoCloseable {
    private final TyrusRelay relay;
    private final Process process;

    GoAgent(TyrusRelay relay) throws IOException {
      this.relay = relay;
      Path log = Installation.find().root().resolve("tests/target/tyrus-agent.log");
      this.process =
          new ProcessBuilder(
                  GoPrograms.agent().toString(),
                  "-once",
                  "-token",
                  "any",
                  "-url",
                  relay.uri() + "/tunnel/connect")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
    }

    Tunnel online() {
      await().atMost(WAIT).until(() -> relay.tunnel() != null);
      return Objects.requireNonNull(relay.tunnel());
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}

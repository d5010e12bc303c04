package io.visiona.agent.tunnel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.agent.support.TestRelay;
import io.visiona.yamux.session.YamuxStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TunnelKeeperTest {
  private static final SessionToken TOKEN = new SessionToken("a-token-of-the-tests");
  private static final Duration WAIT = Duration.ofSeconds(10);

  private final TestRelay relay = new TestRelay();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final RecordedPause pause = new RecordedPause();
  private final CompletableFuture<TunnelKeeper.Outcome> outcome = new CompletableFuture<>();
  private final TunnelAddress address = TunnelAddress.parse(relay.url());
  private final Dialer upgrade = new UpgradeDialer(address, TOKEN, "agent/test");
  private final Dialer webSocket = new WebSocketDialer(address, TOKEN, "agent/test", client);

  /** Waits no time and notes how much was asked for. */
  private static final class RecordedPause implements Pause {
    final List<Duration> asked = new CopyOnWriteArrayList<>();
    final CountDownLatch stopped = new CountDownLatch(1);

    @Override
    public boolean sleep(Duration time) {
      asked.add(time);
      return stopped.getCount() == 0;
    }

    @Override
    public long nanoTime() {
      return System.nanoTime();
    }
  }

  private static void echo(YamuxStream stream) throws IOException {
    stream.input().transferTo(stream.output());
    stream.closeOutput();
  }

  private TunnelKeeper start(Dialer dialer) {
    TunnelKeeper keeper =
        new TunnelKeeper(dialer, TunnelKeeperTest::echo, RandomGenerator.getDefault(), pause);
    Thread.ofVirtual()
        .start(() -> {
          try {
            outcome.complete(keeper.run());
          } catch (InterruptedException | RuntimeException e) {
            outcome.completeExceptionally(e);
          }
        });
    return keeper;
  }

  private Dialer dialer(TransportKind transport) {
    return transport == TransportKind.YAMUX ? upgrade : webSocket;
  }

  /** Writes and reads at once: an echo of more than the windows hold needs both. */
  private static String exchange(TestRelay.Accepted tunnel, String text) throws Exception {
    try (YamuxStream stream = tunnel.session().open(WAIT)) {
      stream.readTimeout(WAIT);
      stream.writeTimeout(WAIT);
      Thread.ofVirtual().start(() -> write(stream, text));
      return new String(stream.input().readAllBytes(), US_ASCII);
    }
  }

  private static void write(YamuxStream stream, String text) {
    try {
      stream.output().write(text.getBytes(US_ASCII));
      stream.closeOutput();
    } catch (IOException e) {
      stream.reset();
    }
  }

  @AfterEach
  void close() throws IOException {
    pause.stopped.countDown();
    relay.close();
    client.shutdownNow();
  }

  @ParameterizedTest
  @EnumSource(TransportKind.class)
  void bytes_goBothWaysAndHalfClose(TransportKind transport) throws Exception {
    start(dialer(transport));
    TestRelay.Accepted tunnel = relay.awaitTunnel();
    String large = "0123456789".repeat(300_000);
    assertThat(exchange(tunnel, large)).isEqualTo(large);
    assertThat(exchange(tunnel, "")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(TransportKind.class)
  void request_carriesTheTokenInAHeaderOnlyAndSaysWhoAsks(TransportKind transport)
      throws Exception {
    start(dialer(transport));
    String head = relay.awaitTunnel().head();
    assertThat(head).startsWith("GET /tunnel/connect HTTP/1.1");
    assertThat(TestRelay.header(head, "authorization")).isEqualTo("Bearer " + TOKEN.value());
    assertThat(TestRelay.header(head, "user-agent")).isEqualTo("agent/test");
  }

  @ParameterizedTest
  @EnumSource(TransportKind.class)
  void unauthorized_stopsForGood(TransportKind transport) throws Exception {
    String name = transport == TransportKind.YAMUX ? "yamux" : "websocket";
    relay.refuse(name, "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0");
    start(dialer(transport));
    assertThat(outcome.get(10, TimeUnit.SECONDS)).isEqualTo(TunnelKeeper.Outcome.UNAUTHORIZED);
    assertThat(pause.asked).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(TransportKind.class)
  void busy_waitsAsLongAsTheServerAsks(TransportKind transport) throws Exception {
    String name = transport == TransportKind.YAMUX ? "yamux" : "websocket";
    relay.refuse(name, "HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 0");
    start(dialer(transport));
    relay.awaitTunnel();
    assertThat(pause.asked).hasSize(1);
    assertThat(pause.asked.getFirst()).isBetween(Duration.ofSeconds(7), Duration.ofSeconds(8));
  }

  @Test
  void busyUpgrade_doesNotTryTheOtherTransport() throws Exception {
    relay.refuse("yamux", "HTTP/1.1 503 Busy\r\nRetry-After: 1\r\nContent-Length: 0");
    start(upgrade.otherwise(webSocket));
    assertThat(relay.awaitTunnel().upgrade()).isEqualTo("yamux");
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.ValueSource(
      strings = {
        "HTTP/1.1 426 Upgrade Required\r\nUpgrade: websocket\r\nContent-Length: 0",
        "HTTP/1.1 400 Bad Request\r\nContent-Length: 0",
        "HTTP/1.1 404 Not Found\r\nContent-Length: 0",
        "HTTP/1.1 200 OK\r\nContent-Length: 0",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: something\r\nConnection: Upgrade",
        "not http at all"
      })
  void upgradeNotOffered_usesTheWebSocketAtOnce(String answer) throws Exception {
    relay.refuse("yamux", answer);
    start(upgrade.otherwise(webSocket));
    assertThat(relay.awaitTunnel().upgrade()).isEqualTo("websocket");
    assertThat(pause.asked).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(TransportKind.class)
  void lostTunnel_isReplacedWithinASecond(TransportKind transport) throws Exception {
    start(dialer(transport));
    relay.awaitTunnel();
    relay.cutAll();
    assertThat(exchange(relay.awaitTunnel(), "again")).isEqualTo("again");
    assertThat(pause.asked).allMatch(time -> time.compareTo(Duration.ofSeconds(1)) <= 0);
  }

  @ParameterizedTest
  @EnumSource(TransportKind.class)
  void drainingRelay_isLeftForAnotherTunnelWhileItsStreamsFinish(TransportKind transport)
      throws Exception {
    start(dialer(transport));
    TestRelay.Accepted old = relay.awaitTunnel();
    try (YamuxStream running = old.session().open(WAIT)) {
      running.readTimeout(WAIT);
      running.output().write("before ".getBytes(US_ASCII));
      assertThat(running.awaitAcknowledged(WAIT)).isTrue();
      old.session().session().goAway();
      TestRelay.Accepted next = relay.awaitTunnel();
      assertThat(exchange(next, "new")).isEqualTo("new");
      running.output().write("and after".getBytes(US_ASCII));
      running.closeOutput();
      assertThat(new String(running.input().readAllBytes(), US_ASCII))
          .isEqualTo("before and after");
    }
    await().atMost(WAIT).until(() -> !old.session().session().isOpen());
  }

  @ParameterizedTest
  @EnumSource(TransportKind.class)
  void stop_letsRunningStreamsFinishAndThenClosesTheTunnel(TransportKind transport)
      throws Exception {
    TunnelKeeper keeper = start(dialer(transport));
    TestRelay.Accepted tunnel = relay.awaitTunnel();
    try (YamuxStream running = tunnel.session().open(WAIT)) {
      running.readTimeout(WAIT);
      running.output().write("x".getBytes(US_ASCII));
      assertThat(running.input().read()).isEqualTo('x');
      CompletableFuture<Void> stopped =
          CompletableFuture.runAsync(() -> {
            try {
              keeper.stop(WAIT);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      await().atMost(WAIT).until(() -> tunnel.session().session().isDraining());
      running.output().write("y".getBytes(US_ASCII));
      running.closeOutput();
      assertThat(running.input().readAllBytes()).isEqualTo("y".getBytes(US_ASCII));
      stopped.get(10, TimeUnit.SECONDS);
    }
    assertThat(outcome.get(10, TimeUnit.SECONDS)).isEqualTo(TunnelKeeper.Outcome.STOPPED);
    await().atMost(WAIT).until(() -> !tunnel.session().session().isOpen());
  }

  @Test
  void stop_endsARunThatOnlyWaits() throws Exception {
    relay.close();
    TunnelKeeper keeper = new TunnelKeeper(upgrade, TunnelKeeperTest::echo);
    Thread runner =
        Thread.ofVirtual()
            .start(() -> {
              try {
                outcome.complete(keeper.run());
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    keeper.stop(Duration.ZERO);
    assertThat(runner.join(Duration.ofSeconds(10))).isTrue();
    assertThat(outcome.get()).isEqualTo(TunnelKeeper.Outcome.STOPPED);
  }
}

package io.visiona.agent.tunnel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.agent.support.TestRelay;
import io.visiona.agent.tunnel.TunnelKeeper.Outcome;
import io.visiona.yamux.blocking.YamuxStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two tunnels to two relays. */
final class TunnelPairTest {
  private static final SessionToken TOKEN = new SessionToken("a-token-of-the-tests");
  private static final Duration WAIT = Duration.ofSeconds(10);

  /** Draws the shortest wait there is. */
  private static final RandomGenerator IMPATIENT =
      new RandomGenerator() {
        @Override
        public long nextLong() {
          return 0;
        }

        @Override
        public long nextLong(long bound) {
          return 0;
        }
      };

  private final TestRelay one = new TestRelay();
  private final TestRelay two = new TestRelay();
  private final List<WebSocketClient> clients =
      List.of(new WebSocketClient(), new WebSocketClient());
  private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
  private final TunnelAddress home = TunnelAddress.parse(one.url());
  private TunnelPair pair = pair(TransportKind.YAMUX);

  @AfterEach
  void close() throws Exception {
    pair.stop(Duration.ZERO);
    one.close();
    two.close();
    clients.forEach(WebSocketClient::close);
  }

  @ParameterizedTest
  @EnumSource(TransportKind.class)
  void secondTunnel_goesToTheOtherRelay_namingTheFirst(TransportKind transport) throws Exception {
    one.named("r1", two.url());
    two.named("r2");
    start(transport);
    String first = one.awaitTunnel().head();
    TestRelay.Accepted second = two.awaitTunnel();
    assertThat(first).doesNotContain("X-Visiona-Slot").doesNotContain("X-Visiona-Avoid");
    assertThat(TestRelay.header(first, "x-visiona-tunnels")).isEqualTo("2");
    assertThat(TestRelay.header(second.head(), "x-visiona-slot")).isEqualTo("1");
    assertThat(TestRelay.header(second.head(), "x-visiona-avoid")).isEqualTo("r1");
    assertThat(exchange(second, "over the second")).isEqualTo("over the second");
  }

  /** A server that is the only one says nothing of relays, and an older one neither. */
  @Test
  void relayThatNamesNobody_getsOneTunnel() throws Exception {
    start(TransportKind.YAMUX);
    TestRelay.Accepted only = one.awaitTunnel();
    assertThat(exchange(only, "x")).isEqualTo("x");
    assertThat(one.hasNoMoreTunnels()).isTrue();
    only.socket().close();
    String again = one.awaitTunnel().head();
    assertThat(again).doesNotContain("X-Visiona-Avoid").doesNotContain("X-Visiona-Slot");
  }

  @Test
  void lostTunnel_comesBack_andTheOtherServesMeanwhile() throws Exception {
    one.named("r1", two.url());
    two.named("r2");
    start(TransportKind.YAMUX);
    TestRelay.Accepted first = one.awaitTunnel();
    TestRelay.Accepted second = two.awaitTunnel();
    assertThat(exchange(second, "it is up")).isEqualTo("it is up");
    first.socket().close();
    assertThat(exchange(second, "meanwhile")).isEqualTo("meanwhile");
    TestRelay.Accepted back = one.awaitTunnel();
    assertThat(TestRelay.header(back.head(), "x-visiona-avoid")).isEqualTo("r2");
    assertThat(exchange(back, "it is up")).isEqualTo("it is up");
    second.socket().close();
    assertThat(TestRelay.header(two.awaitTunnel().head(), "x-visiona-avoid")).isEqualTo("r1");
  }

  /** It would wait for minutes to be let in, and is needed now. */
  @Test
  void tunnelThatFindsNoOtherRelay_isDialledAtOnce_whenItHasToServeAlone() throws Exception {
    one.named("r1", two.url());
    two.named("r2");
    start(TransportKind.YAMUX);
    TestRelay.Accepted first = one.awaitTunnel();
    TestRelay.Accepted second = two.awaitTunnel();
    assertThat(exchange(second, "it is up")).isEqualTo("it is up");
    int most = 50;
    for (int i = 0; i < most; i++) {
      one.refuse("yamux", "HTTP/1.1 409 Conflict\r\nContent-Length: 0");
    }
    first.socket().close();
    // Three at once, and then one after at least 7.5 s.
    await().atMost(WAIT).until(() -> one.refusalsLeft("yamux") == most - Backoff.QUICK - 1);
    one.refuseNoMore("yamux");
    second.socket().close();
    long since = System.nanoTime();
    assertThat(exchange(one.awaitTunnel(), "alone")).isEqualTo("alone");
    assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(Duration.ofSeconds(5));
  }

  /** The credential goes wherever the agent dials. */
  @Test
  void relayElsewhere_isNotDialled() throws Exception {
    one.named("r1", "https://evil.example.com", "http://localhost:1", "nonsense", "ftp://x");
    two.named("r2");
    start(TransportKind.YAMUX);
    one.awaitTunnel();
    assertThat(
            Relays.parse(
                "r1",
                "https://evil.example.com, https://t.example.com:444, https://r2.t.example.com",
                TunnelAddress.parse("https://t.example.com")))
        .satisfies(relays ->
            assertThat(relays.others())
                .extracting(TunnelAddress::authority)
                .containsExactlyInAnyOrder("t.example.com:444", "r2.t.example.com"));
    TunnelAddress secure = TunnelAddress.parse("https://t.example.com");
    assertThat(Relays.parse("r1", "http://t.example.com", secure).others()).isEmpty();
    assertThat(Relays.parse("r1", "https://evil-t.example.com", secure).others()).isEmpty();
    assertThat(Relays.parse("r 1", "https://t.example.com", secure)).isEqualTo(Relays.NONE);
  }

  @Test
  void refusedCredential_endsBoth() throws Exception {
    one.named("r1", two.url());
    two.named("r2");
    start(TransportKind.YAMUX);
    TestRelay.Accepted first = one.awaitTunnel();
    TestRelay.Accepted second = two.awaitTunnel();
    assertThat(exchange(second, "it is up")).isEqualTo("it is up");
    one.refuse("yamux", "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0");
    first.socket().close();
    assertThat(outcome.get(10, TimeUnit.SECONDS)).isEqualTo(Outcome.UNAUTHORIZED);
    await().atMost(WAIT).until(() -> !second.session().session().isOpen());
  }

  @Test
  void stop_endsBoth_andLetsTheirStreamsFinish() throws Exception {
    one.named("r1", two.url());
    two.named("r2");
    start(TransportKind.YAMUX);
    TestRelay.Accepted first = one.awaitTunnel();
    TestRelay.Accepted second = two.awaitTunnel();
    try (YamuxStream running = second.session().open(WAIT)) {
      running.readTimeout(WAIT);
      running.output().write('x');
      assertThat(running.input().read()).isEqualTo('x');
      Thread stopping = Thread.ofVirtual().start(() -> stop(WAIT));
      await().atMost(WAIT).until(() -> second.session().session().isDraining());
      await().atMost(WAIT).until(outcome::isDone);
      running.output().write('y');
      running.closeOutput();
      assertThat(running.input().readAllBytes()).isEqualTo(new byte[] {'y'});
      stopping.join();
    }
    assertThat(outcome.get()).isEqualTo(Outcome.STOPPED);
    await()
        .atMost(WAIT)
        .until(() -> !first.session().session().isOpen() && !second.session().session().isOpen());
  }

  private void stop(Duration time) {
    try {
      pair.stop(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void start(TransportKind transport) {
    pair = pair(transport);
    Thread.ofVirtual()
        .start(() -> {
          try {
            outcome.complete(pair.run());
          } catch (InterruptedException | RuntimeException e) {
            outcome.completeExceptionally(e);
          }
        });
  }

  private TunnelPair pair(TransportKind transport) {
    Dialers dialers =
        (address, says) ->
            transport == TransportKind.YAMUX
                ? new UpgradeDialer(address, TOKEN, "agent/test", says, home)
                : new WebSocketDialer(
                    address, TOKEN, "agent/test", clients.get(says.slot()), says, home);
    return new TunnelPair(home, 2, dialers, TunnelPairTest::echo, IMPATIENT);
  }

  private static void echo(YamuxStream stream) throws IOException {
    stream.input().transferTo(stream.output());
    stream.closeOutput();
  }

  private static String exchange(TestRelay.Accepted tunnel, String text) throws Exception {
    try (YamuxStream stream = tunnel.session().open(WAIT)) {
      stream.readTimeout(WAIT);
      stream.output().write(text.getBytes(US_ASCII));
      stream.closeOutput();
      return new String(stream.input().readAllBytes(), US_ASCII);
    }
  }
}

package io.visiona.tests.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Person;
import io.visiona.tests.support.OnSharedStack;
import io.visiona.tests.support.OnSplitStack;
import io.visiona.tests.support.Proc;
import io.visiona.tests.support.RawExchange;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.TestAgent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tunnels on the wire, with the relay's WebSocket and, on the split servers, the container's. */
final class TunnelWireIT {

  @Nested
  @OnSharedStack
  final class OfTheRelay extends Wire {
    /** The container waits for the rest of such a frame. */
    @Test
    void lengthWhoseFirstBitIsSet_is1002(Stack stack) throws Exception {
      try (Person alice = stack.signIn("alice");
          RawTunnel tunnel = opened(stack, alice, "websocket")) {
        tunnel.sendRaw(new byte[] {(byte) 0x82, (byte) 0xFF, (byte) 0x80, 0, 0, 0, 0, 0, 0, 0});
        tunnel.awaitBytes((byte) 0x03, (byte) 0xEA);
        assertEnds(tunnel);
      }
    }
  }

  @Nested
  @OnSplitStack
  final class OfTheContainer extends Wire {
    /** Of these Liberty closes the connection without a word. */
    @Override
    boolean saysWhatIsWrong(String what) {
      return !what.equals("a reserved bit") && !what.equals("a continuation of nothing");
    }
  }

  abstract static class Wire {
    static final int SOON_MILLIS = 2000;

    boolean saysWhatIsWrong(String what) {
      return true;
    }

    RawTunnel opened(Stack stack, Person owner, String transport) throws IOException {
      return RawTunnel.open(stack.tunnel(), token(stack, owner), transport);
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "yamux"})
    void answer101_saysUpgradeAloneAndHasNoContentLength(String transport, Stack stack)
        throws Exception {
      try (Person alice = stack.signIn("alice");
          RawTunnel tunnel = opened(stack, alice, transport)) {
        assertThat(tunnel.head())
            .contains("\r\nConnection: Upgrade\r\n")
            .containsIgnoringCase("\r\nUpgrade: " + transport + "\r\n")
            .doesNotContainIgnoringCase("Content-Length");
      }
    }

    /** The first read of a connection at this port has a small buffer. */
    @ParameterizedTest
    @ValueSource(strings = {"websocket", "yamux"})
    void handshakeOfSeveralReads_isTaken(String transport, Stack stack) throws Exception {
      try (Person alice = stack.signIn("alice");
          RawTunnel tunnel =
              RawTunnel.open(
                  stack.tunnel(), token(stack, alice), transport, "X-Long: " + "a".repeat(6000))) {
        exchangeAPing(tunnel);
      }
    }

    @Test
    void subprotocolThatIsOffered_isTaken(Stack stack) throws Exception {
      try (Person alice = stack.signIn("alice");
          RawTunnel tunnel =
              RawTunnel.open(
                  stack.tunnel(),
                  token(stack, alice),
                  "websocket",
                  "Sec-WebSocket-Protocol: tunnel, other")) {
        assertThat(tunnel.head()).containsIgnoringCase("\r\nSec-WebSocket-Protocol: tunnel\r\n");
      }
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 65_535, 65_536, 65_548, 1 << 20, 16 << 20})
    void frameOfAnySize_passes(int size, Stack stack) throws Exception {
      try (Person alice = stack.signIn("alice");
          RawTunnel tunnel = opened(stack, alice, "websocket")) {
        tunnel.send(RawTunnel.bytesWithAPing(size, size));
        tunnel.awaitPong(size);
        tunnel.send(RawTunnel.ping(7));
        tunnel.awaitPong(7);
      }
    }

    @Test
    void pingOfTheWebSocket_isAnswered(Stack stack) throws Exception {
      byte[] text = "are you there".getBytes(StandardCharsets.US_ASCII);
      try (Person alice = stack.signIn("alice");
          RawTunnel tunnel = opened(stack, alice, "websocket")) {
        tunnel.sendRaw(RawTunnel.frame(0x89, text));
        tunnel.awaitBytes(text);
      }
    }

    @ParameterizedTest
    @CsvSource({
      "a short text, 0x81, 10, 1003",
      "a long text, 0x81, 100000, 1003",
      "a reserved bit, 0xC2, 1, 1002",
      "an unknown opcode, 0x83, 1, 1002",
      "a continuation of nothing, 0x80, 1, 1002"
    })
    void frameThatIsNotAllowed_endsTheConnectionAtOnce(
        String what, String first, int size, int code, Stack stack) throws Exception {
      try (Person alice = stack.signIn("alice");
          RawTunnel tunnel = opened(stack, alice, "websocket")) {
        exchangeAPing(tunnel);
        tunnel.sendRaw(RawTunnel.frame(Integer.decode(first), new byte[size]));
        if (saysWhatIsWrong(what)) {
          tunnel.awaitBytes((byte) (code >> 8), (byte) code);
        }
        tunnel.end(SOON_MILLIS);
        assertIsNoHttp(tunnel);
      }
    }

    @Test
    void closeFrame_isAnsweredAndTheConnectionEnds(Stack stack) throws Exception {
      try (Person alice = stack.signIn("alice");
          RawTunnel tunnel = opened(stack, alice, "websocket")) {
        exchangeAPing(tunnel);
        tunnel.sendRaw(RawTunnel.frame(0x88, (byte) 0x03, (byte) 0xE8));
        tunnel.awaitBytes((byte) 0x88, (byte) 0x02, (byte) 0x03, (byte) 0xE8);
        assertEnds(tunnel);
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "yamux"})
    void tunnelThatIsReplaced_endsThoughItsPeerIsSilent(String transport, Stack stack)
        throws Exception {
      try (Person alice = stack.signIn("alice")) {
        String token = token(stack, alice);
        try (RawTunnel first = RawTunnel.open(stack.tunnel(), token, transport);
            RawTunnel second = RawTunnel.open(stack.tunnel(), token, transport)) {
          assertEnds(first);
          second.send(RawTunnel.ping(5));
          second.awaitPong(5);
        }
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "yamux"})
    void tunnelThatMisbehaves_endsAndNothingAfterItIsReadAsHttp(String transport, Stack stack)
        throws Exception {
      try (Person alice = stack.signIn("alice");
          RawTunnel tunnel = opened(stack, alice, transport)) {
        tunnel.send("this is not yamux at all".getBytes(StandardCharsets.US_ASCII));
        tunnel.end(SOON_MILLIS);
        assertIsNoHttp(tunnel);
      }
    }

    /** More by hand: {@code -Dsilent.tunnels=1000}. */
    private static final int SILENT = Integer.getInteger("silent.tunnels", 10);

    @Test
    void tunnelsThatEndWhileTheirPeersAreSilent_holdNoDescriptor(Stack stack) throws Exception {
      List<RawTunnel> silent = new ArrayList<>();
      try (Person alice = stack.signIn("alice")) {
        List<String> agents = new ArrayList<>();
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < SILENT; i++) {
          var paired = TestAgent.exchange(stack, alice.pairingCode("many", false), "many-" + i);
          agents.add(paired.getString("agent_id"));
          tokens.add(paired.getString("session_token"));
        }
        // Not one by one with the above: who answers no ping is not kept for as long as that takes.
        for (int i = 0; i < SILENT; i++) {
          String transport = i % 2 == 0 ? "websocket" : "yamux";
          silent.add(RawTunnel.open(stack.tunnel(), tokens.get(i), transport));
        }
        List<Integer> own = silent.stream().map(RawTunnel::port).toList();
        assertThat(Proc.held(stack.ports().tunnel())).containsAll(own);
        for (String agent : agents) {
          assertThat(alice.delete("/api/agents/" + agent).statusCode()).isBetween(200, 204);
        }
        Awaitility.await()
            .atMost(Duration.ofMillis(SOON_MILLIS))
            .pollInterval(Duration.ofMillis(50))
            .until(() -> Collections.disjoint(Proc.held(stack.ports().tunnel()), own));
      } finally {
        for (RawTunnel tunnel : silent) {
          tunnel.close();
        }
      }
    }

    /** The container's WebSocket is not to be met before it has begun. */
    private static void exchangeAPing(RawTunnel tunnel) throws IOException {
      tunnel.send(RawTunnel.ping(1));
      tunnel.awaitPong(1);
    }

    static void assertEnds(RawTunnel tunnel) throws IOException {
      RawExchange.Ending ending = tunnel.end(SOON_MILLIS);
      assertThat(ending.reset()).as("a reset or a connection that stays open").isFalse();
    }

    /** What is sent after the end reaches nobody. */
    private static void assertIsNoHttp(RawTunnel tunnel) {
      try {
        tunnel.sendRaw(
            "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(tunnel.end(SOON_MILLIS).bytes()).isZero();
      } catch (IOException gone) {
        assertThat(gone).isNotInstanceOf(java.net.SocketTimeoutException.class);
      }
    }

    static String token(Stack stack, Person owner) {
      return TestAgent.exchange(stack, owner.pairingCode("wire", false), "wire")
          .getString("session_token");
    }
  }
}

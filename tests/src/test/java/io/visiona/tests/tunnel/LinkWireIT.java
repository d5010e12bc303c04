package io.visiona.tests.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.shared.config.Secret;
import io.visiona.shared.identity.ServiceTokens;
import io.visiona.tests.support.OnSharedStack;
import io.visiona.tests.support.RawExchange;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.SuiteSecrets;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import org.junit.jupiter.api.Test;

/** The link of an API server to the relay, by hand. */
@OnSharedStack
final class LinkWireIT {
  /** The development server's, known to everybody. */
  private static final String SECRET = "development-internal-secret-0123456789abcdef";

  private static final int SOON_MILLIS = 5_000;

  private final URI relay;

  LinkWireIT(Stack stack) {
    this.relay = URI.create("http://127.0.0.1:" + stack.ports().relayInternal());
  }

  private RawExchange open() throws IOException {
    String token =
        new ServiceTokens(new Secret(SECRET), Clock.systemUTC()).issue("test", ServiceTokens.RELAY);
    SuiteSecrets.remember("service token", token);
    RawExchange link = new RawExchange(relay);
    String head =
        link.send(
                "GET /internal/link HTTP/1.1\r\nHost: "
                    + relay.getAuthority()
                    + "\r\nAuthorization: Bearer "
                    + token
                    + "\r\nConnection: Upgrade\r\nUpgrade: yamux\r\n\r\n")
            .readThrough("\r\n\r\n");
    assertThat(head)
        .startsWith("HTTP/1.1 101 ")
        .contains("\r\nConnection: Upgrade\r\n")
        .doesNotContainIgnoringCase("content-length");
    return link;
  }

  /** What is no yamux ends the link; what comes behind it is nobody's request. */
  @Test
  void linkThatMisbehaves_isClosedAtOnce_andNeverReadAsHttpAgain() throws Exception {
    try (RawExchange link = open()) {
      String request = "GET /healthz HTTP/1.1\r\nHost: " + relay.getAuthority() + "\r\n\r\n";
      link.send("this is not yamux at all" + request);
      link.socket().setSoTimeout(SOON_MILLIS);
      StringBuilder came = new StringBuilder();
      try {
        for (int b = link.socket().getInputStream().read();
            b >= 0;
            b = link.socket().getInputStream().read()) {
          came.append((char) b);
        }
      } catch (java.net.SocketTimeoutException open) {
        throw new AssertionError("the link stays open", open);
      } catch (IOException reset) {
        // Closed with something unread.
        assertThat(reset).hasMessageContaining("reset");
      }
      assertThat(came.toString()).doesNotContain("HTTP/", "status");
    }
  }
}

package io.visiona.tests.signin;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.tests.support.RawExchange;
import java.io.IOException;
import java.net.InetAddress;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A proxy that tells by {@code Forwarded} (RFC 7239) whom it calls for. */
@OnSites
final class ForwardedCallersIT {
  /** {@code visiona.pairing.failures-per-minute}. */
  private static final int FAILURES = 20;

  private final Site site;

  ForwardedCallersIT(Site site) {
    this.site = site;
  }

  /** Status of a pairing code that is none, guessed by whom the proxy names. */
  private int guess(String from, String... fields) throws IOException {
    try (RawExchange raw = new RawExchange(site.api(), InetAddress.ofLiteral(from))) {
      String body =
          "{\"code\":\""
              + UUID.randomUUID().toString().replace("-", "").repeat(2).substring(0, 43)
              + "\",\"name\":\"x\",\"platform\":\"test\"}";
      StringBuilder head =
          new StringBuilder(
              "POST /api/pairing/exchange HTTP/1.1\r\nHost: "
                  + site.api().getAuthority()
                  + "\r\nContent-Type: application/json\r\nContent-Length: "
                  + body.length()
                  + "\r\n");
      for (String field : fields) {
        head.append(field).append("\r\n");
      }
      String answer = raw.send(head.append("\r\n").append(body).toString()).readThrough("\r\n");
      return Integer.parseInt(answer.substring(9, 12));
    }
  }

  @Test
  void guesses_countForTheClientThatTheProxyNames_anIpv6NetworkAsOne() throws IOException {
    String network = "2001:db8:" + Integer.toHexString((int) (System.nanoTime() & 0xfff)) + ":1";
    for (int i = 1; i <= FAILURES; i++) {
      assertThat(
              guess(
                  Sites.PROXY,
                  "Forwarded: for=203.0.113.9, For=\"["
                      + network
                      + "::"
                      + i
                      + "]:4711\";proto=https"))
          .as("guess %d", i)
          .isEqualTo(401);
    }
    assertThat(guess(Sites.PROXY, "Forwarded: for=\"[" + network + ":9::9]\""))
        .as("the next of the same /64")
        .isEqualTo(429);
    assertThat(guess(Sites.PROXY, "Forwarded: for=\"[2001:db8:ffff:2::9]\"")).isEqualTo(401);
    assertThat(guess(Sites.PROXY, "X-Forwarded-For: " + network + "::9"))
        .as("the field that is not the proxy's is not looked at")
        .isEqualTo(401);
    assertThat(guess("127.0.0.3", "Forwarded: for=\"[" + network + "::9]\""))
        .as("nobody else is believed")
        .isEqualTo(401);
  }
}

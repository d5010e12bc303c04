package io.visiona.tests.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Person;
import io.visiona.tests.support.RawExchange;
import io.visiona.tests.support.TestAgent;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is believed when it says for whom it calls, and for what the address counts then. */
@OnGatewaySite
final class TrustedProxiesIT {
  private final GatewaySite site;

  TrustedProxiesIT(GatewaySite site) {
    this.site = site;
  }

  /** What the server answers to a request that comes from an address of this machine. */
  private String from(String address, URI server, String target, String... fields)
      throws IOException {
    try (RawExchange raw = new RawExchange(server, InetAddress.ofLiteral(address))) {
      StringBuilder head =
          new StringBuilder(
              "GET " + target + " HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\n");
      for (String field : fields) {
        head.append(field).append("\r\n");
      }
      return raw.send(head.append("\r\n").toString()).readThrough("\r\n\r\n");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "X-Forwarded-For: 198.51.100.7 | 198.51.100.7",
        "X-Forwarded-For: 203.0.113.9, 198.51.100.7 | 198.51.100.7",
        "X-Forwarded-For: 203.0.113.9, 198.51.100.7, 10.1.2.3 | 198.51.100.7",
        "X-Forwarded-For: 2001:db8::7 | 2001:db8:0:0:0:0:0:7",
        "X-Forwarded-For: nonsense | 127.0.0.2",
        "X-Forwarded-For: 198.51.100.7, nonsense | 127.0.0.2",
        "Forwarded: for=198.51.100.7 | 127.0.0.2",
        "X-Real-IP: 198.51.100.7 | 127.0.0.2"
      })
  void trustedProxy_isBelieved_asFarAsTheRightmostThatIsNoProxy(String field, String client)
      throws IOException {
    String path = "/open/" + UUID.randomUUID();
    assertThat(from(GatewaySite.PROXY, site.gateway(), "/gateway" + path, field)).contains(" 200 ");
    assertThat(site.service().only(path).values("X-Forwarded-For")).containsExactly(client);
  }

  @Test
  void severalFields_areOneList() throws IOException {
    String path = "/open/" + UUID.randomUUID();
    from(
        GatewaySite.PROXY,
        site.gateway(),
        "/gateway" + path,
        "X-Forwarded-For: 203.0.113.9",
        "X-Forwarded-For: 198.51.100.7",
        "X-Forwarded-Proto: https",
        "X-Forwarded-Host: evil.example");
    var received = site.service().only(path);
    assertThat(received.values("X-Forwarded-For")).containsExactly("198.51.100.7");
    assertThat(received.values("X-Forwarded-Proto")).as("never believed").containsExactly("http");
    assertThat(received.values("X-Forwarded-Host")).containsExactly(site.gateway().getAuthority());
  }

  @Test
  void nobodyElse_isBelieved() throws IOException {
    String path = "/open/" + UUID.randomUUID();
    from("127.0.0.3", site.gateway(), "/gateway" + path, "X-Forwarded-For: 198.51.100.7");
    assertThat(site.service().only(path).values("X-Forwarded-For")).containsExactly("127.0.0.3");
  }

  @Test
  void limits_countTheClientBehindTheProxy_anIpv6NetworkAsOne() throws IOException {
    for (int host = 1; host <= 3; host++) {
      assertThat(limited("2001:db8:0:1::" + host)).contains(" 200 ");
    }
    assertThat(limited("2001:db8:0:1:ffff:ffff:ffff:ffff"))
        .as("the fourth of the /64")
        .contains(" 429 ");
    assertThat(limited("2001:db8:0:2::1")).as("the neighbouring /64").contains(" 200 ");
    assertThat(limited("198.51.100.7")).contains(" 200 ");
    assertThat(limited("198.51.100.8")).as("of IPv4 each address").contains(" 200 ");
  }

  private String limited(String client) throws IOException {
    return from(
        GatewaySite.PROXY,
        site.gateway(),
        "/gateway/limited-by-network/x",
        "X-Forwarded-For: " + client);
  }

  @Test
  void sessionOfAnAgent_showsTheClientBehindTheProxy() throws IOException {
    try (Person alice = site.stack().signIn("alice")) {
      JsonObject paired =
          TestAgent.exchange(site.stack(), alice.pairingCode("proxied", false), "proxied");
      URI relay = site.stack().tunnel();
      for (String address : List.of(GatewaySite.PROXY, "127.0.0.3")) {
        try (RawExchange tunnel = new RawExchange(relay, InetAddress.ofLiteral(address))) {
          tunnel.send(
              "GET /tunnel/connect HTTP/1.1\r\nHost: "
                  + relay.getAuthority()
                  + "\r\nAuthorization: Bearer "
                  + paired.getString("session_token")
                  + "\r\nX-Forwarded-For: 198.51.100.7\r\n"
                  + "Connection: Upgrade\r\nUpgrade: yamux\r\n\r\n");
          assertThat(tunnel.readThrough("\r\n\r\n")).contains(" 101 ");
          JsonObject session =
              Person.json(
                  alice.get("/api/agents/" + paired.getString("agent_id") + "/session").body());
          assertThat(session.getString("remote_address"))
              .isEqualTo(address.equals(GatewaySite.PROXY) ? "198.51.100.7" : address);
        }
      }
    }
  }
}

package io.visiona.tests.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.tests.support.RawExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/**
 * The same requests at every port: what two servers could read differently is refused, the
 * connection is closed, and nothing of what came with it is ever read as a request.
 */
@OnGatewaySite
final class EveryDoorIT {
  private static final int PATIENCE_MILLIS = 5_000;

  private final GatewaySite site;
  private final String open = "/gateway/open/" + UUID.randomUUID();

  EveryDoorIT(GatewaySite site) {
    this.site = site;
  }

  /**
   * A port and a path there; whoever answers that path, the head is judged before.
   *
   * @param at the port
   * @param path as it stands in the request
   * @param host likewise
   */
  private record Door(URI at, String path, String host) {
    Door(URI at, String path) {
      this(at, path, at.getAuthority());
    }
  }

  /** Every port that serves an application, and a path of everybody who answers there. */
  private List<Door> doors() {
    var ports = site.stack().ports();
    URI api = at(ports.api());
    return List.of(
        new Door(api, "/healthz"),
        new Door(api, "/health/live"),
        new Door(api, "/openapi"),
        new Door(api, "/"),
        new Door(api, "/assets/app.js"),
        new Door(api, "/api/auth/login"),
        new Door(api, "/api/auth/backchannel-logout"),
        new Door(api, "/api/pairing/exchange"),
        new Door(api, "/api/agents"),
        new Door(api, "/api/agents/" + UUID.randomUUID() + "/proxy/x"),
        new Door(api, "/api/models"),
        new Door(api, "/ws/agents/" + UUID.randomUUID() + "/events"),
        new Door(api, open),
        new Door(api, "/", "a".repeat(26) + ".localhost:" + ports.api()),
        new Door(at(ports.apiInternal()), "/healthz"),
        new Door(at(ports.apiInternal()), "/internal/introspect"),
        new Door(at(ports.gateway()), open),
        new Door(at(ports.gateway()), "/gateway-auth"),
        new Door(at(ports.tunnel()), "/healthz"),
        new Door(at(ports.tunnel()), "/tunnel/connect"),
        new Door(at(ports.tunnel()), "/relay/status"),
        new Door(at(ports.relayInternal()), "/healthz"),
        new Door(at(ports.relayInternal()), "/internal/sessions"),
        new Door(at(ports.relayInternal()), "/internal/forward/http"));
  }

  private static URI at(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }

  @Test
  void malformedHead_is400_inOurEnvelope_andTheLastRequestOfItsConnection_atEveryPort()
      throws IOException {
    SoftAssertions all = new SoftAssertions();
    for (Door door : doors()) {
      String host = door.host();
      for (var request : Malformed.heads(host, door.path()).entrySet()) {
        String as = request.getKey() + " at " + host + door.path();
        Talk talk = talk(door.at(), request.getValue());
        all.assertThat(talk.statuses()).as(as).containsExactly(400);
        all.assertThat(talk.text()).as(as).containsIgnoringCase("\"code\":\"bad_request\"");
        all.assertThat(talk.text()).as(as).contains("X-Request-Id: ");
        all.assertThat(talk.closed()).as(as + " closes").isTrue();
      }
      for (var request : Malformed.unseen(host, door.path()).entrySet()) {
        String as = request.getKey() + " at " + host + door.path();
        Talk talk = talk(door.at(), request.getValue());
        all.assertThat(talk.statuses()).as(as).hasSize(1);
        all.assertThat(talk.statuses().getFirst()).as(as).isBetween(400, 505);
        all.assertThat(talk.closed()).as(as + " closes").isTrue();
      }
    }
    all.assertAll();
    assertThat(site.service().all()).noneMatch(one -> ("/gateway" + one.target()).startsWith(open));
  }

  @Test
  void malformedChunks_areRefused_andTheLastRequestOfTheirConnection_atEveryPort()
      throws IOException {
    SoftAssertions all = new SoftAssertions();
    for (Door door : doors()) {
      String host = door.host();
      for (var body : Malformed.chunks().entrySet()) {
        String as = body.getKey() + " at " + host + door.path();
        String post =
            "POST "
                + door.path()
                + " HTTP/1.1\r\nHost: "
                + host
                + "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
        String next = "GET /healthz?smuggled HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
        Talk talk = talk(door.at(), post + body.getValue() + next);
        all.assertThat(talk.statuses()).as(as).containsExactly(400);
        all.assertThat(talk.text()).as(as).containsIgnoringCase("\"code\":\"bad_request\"");
        all.assertThat(talk.closed()).as(as + " closes").isTrue();
      }
    }
    all.assertAll();
    assertThat(site.service().all())
        .noneMatch(one -> ("/gateway" + one.target()).startsWith(open) && one.length() >= 0);
  }

  @Test
  void methodThatNobodyServes_is405_inOurEnvelope_atEveryPort() throws IOException {
    SoftAssertions all = new SoftAssertions();
    for (Door door : doors()) {
      for (String method : List.of("get", "Get", "TRACE", "Trace", "CONNECT")) {
        String as = method + " at " + door.at() + door.path();
        Talk talk =
            talk(
                door.at(),
                method
                    + " "
                    + door.path()
                    + " HTTP/1.1\r\nHost: "
                    + door.host()
                    + "\r\nX-Secret: do-not-echo\r\n\r\n");
        all.assertThat(talk.statuses()).as(as).containsExactly(405);
        all.assertThat(talk.text())
            .as(as)
            .containsIgnoringCase("\"code\":\"method_not_allowed\"")
            .contains("X-Request-Id: ")
            .doesNotContain("<html", "<HTML", "$WS", "do-not-echo");
      }
    }
    all.assertAll();
  }

  /**
   * The container answers these before anything of ours; it must not repeat or believe anything.
   */
  @Test
  void hostOfNobodyHere_is404_andTheLastRequestOfItsConnection_malformedOrNot() throws IOException {
    SoftAssertions all = new SoftAssertions();
    for (Door door : doors()) {
      String good = "GET " + door.path() + "?not-echoed HTTP/1.1\r\nHost: evil.example:9\r\n\r\n";
      String next = "GET /healthz HTTP/1.1\r\nHost: " + door.host() + "\r\n\r\n";
      Map<String, String> requests = new LinkedHashMap<>();
      requests.put("good", good + next);
      requests.put(
          "signed length", good.replace("\r\n\r\n", "\r\nContent-Length: +1\r\n\r\n") + next);
      requests.put(
          "coding and length",
          good.replace("\r\n\r\n", "\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n")
              + "0\r\n\r\n"
              + next);
      for (var request : requests.entrySet()) {
        String as = request.getKey() + " at " + door.host() + door.path();
        Talk talk = talk(door.at(), request.getValue());
        all.assertThat(talk.statuses()).as(as).containsExactly(404);
        all.assertThat(talk.text()).as(as).doesNotContain("evil.example", "not-echoed");
        all.assertThat(talk.closed()).as(as + " closes").isTrue();
      }
    }
    all.assertAll();
  }

  /** What came back, and whether the connection was then closed. */
  private record Talk(String text, boolean closed) {
    java.util.List<Integer> statuses() {
      return java.util.regex.Pattern.compile("HTTP/1\\.\\d (\\d{3}) ")
          .matcher(text)
          .results()
          .map(found -> Integer.valueOf(found.group(1)))
          .toList();
    }
  }

  private static Talk talk(URI door, String request) throws IOException {
    try (RawExchange raw = new RawExchange(door)) {
      raw.socket().setSoTimeout(PATIENCE_MILLIS);
      raw.send(request);
      ByteArrayOutputStream read = new ByteArrayOutputStream();
      InputStream in = raw.socket().getInputStream();
      boolean closed = false;
      try {
        byte[] buffer = new byte[8192];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          read.write(buffer, 0, n);
          // Two answers are the fault that is looked for; there is nothing to wait for.
          raw.socket().setSoTimeout(PATIENCE_MILLIS / 5);
        }
        closed = true;
      } catch (SocketTimeoutException stillOpen) {
        closed = false;
      } catch (IOException reset) {
        closed = true;
      }
      return new Talk(read.toString(StandardCharsets.ISO_8859_1), closed);
    }
  }
}

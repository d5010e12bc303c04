package io.visiona.tests.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Person;
import io.visiona.tests.support.RawExchange;
import io.visiona.tests.support.RawExchange.Ending;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests that two servers could read differently: 400, the connection closed, and nothing at the
 * service.
 */
@OnGatewaySite
final class MalformedRequestsIT {
  private final GatewaySite site;
  private final String path = "/open/" + UUID.randomUUID();

  MalformedRequestsIT(GatewaySite site) {
    this.site = site;
  }

  /** What the container hands on, repaired or not; the gateway answers in its envelope. */
  private Map<String, String> repaired() {
    String post = site.head("POST", path);
    String next =
        "GET /gateway"
            + path
            + "-smuggled HTTP/1.1\r\nHost: "
            + site.gateway().getAuthority()
            + "\r\n\r\n";
    Map<String, String> bad = new LinkedHashMap<>();
    bad.put(
        "length and coding",
        post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + next);
    bad.put(
        "coding and length",
        post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + next);
    bad.put("two lengths", post + "Content-Length: 0\r\nContent-Length: 5\r\n\r\nabcde");
    bad.put(
        "two lengths, the other way around",
        post + "Content-Length: 5\r\nContent-Length: 0\r\n\r\nabcde" + next);
    bad.put("twice the same length", post + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nabcde");
    bad.put("list of lengths", post + "Content-Length: 5, 5\r\n\r\nabcde" + next);
    bad.put("signed length", post + "Content-Length: +5\r\n\r\nabcde" + next);
    bad.put("negative length", post + "Content-Length: -5\r\n\r\nabcde" + next);
    bad.put("hexadecimal length", post + "Content-Length: 0x5\r\n\r\nabcde" + next);
    bad.put("xchunked", post + "Transfer-Encoding: xchunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n" + next);
    bad.put(
        "xchunked and length",
        post + "Transfer-Encoding: xchunked\r\nContent-Length: 5\r\n\r\nabcde");
    bad.put(
        "two codings",
        post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n");
    bad.put("list of codings", post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n");
    bad.put(
        "coding with a vertical tab", post + "Transfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n");
    bad.put("blank before the colon", post + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n");
    bad.put(
        "coding of HTTP/1.0",
        "POST /gateway" + path + " HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    bad.put("folded field", post + "X-Folded: a\r\n b\r\nContent-Length: 0\r\n\r\n");
    bad.put(
        "folded field with identity",
        post + "X-Folded: a\r\n X-User-Id: 7\r\nContent-Length: 0\r\n\r\n");
    bad.put(
        "bare line feeds",
        ("POST /gateway"
            + path
            + " HTTP/1.1\nHost: "
            + site.gateway().getAuthority()
            + "\nContent-Length: 0\n\n"));
    bad.put("one bare line feed", post + "X-A: b\nX-User-Id: 9\r\nContent-Length: 0\r\n\r\n");
    bad.put("bare carriage return", post + "X-A: b\rX-User-Id: 9\r\nContent-Length: 0\r\n\r\n");
    bad.put("zero byte", post + "X-A: b\u0000c\r\nContent-Length: 0\r\n\r\n");
    bad.put("two hosts", post + "Host: evil.example\r\nContent-Length: 0\r\n\r\n");
    bad.put(
        "two blanks in the request line",
        "GET  /gateway"
            + path
            + " HTTP/1.1\r\nHost: "
            + site.gateway().getAuthority()
            + "\r\n\r\n");
    bad.put(
        "version 1.9",
        "GET /gateway" + path + " HTTP/1.9\r\nHost: " + site.gateway().getAuthority() + "\r\n\r\n");
    return bad;
  }

  @Test
  void whatTheContainerRepairs_is400_closes_andNeverReachesTheService() throws IOException {
    SoftAssertions all = new SoftAssertions();
    for (var request : repaired().entrySet()) {
      Answer answer = exchange(request.getValue());
      all.assertThat(answer.status()).as(request.getKey()).isEqualTo(400);
      all.assertThat(answer.body()).as(request.getKey()).contains("\"BAD_REQUEST\"");
      all.assertThat(answer.closed()).as(request.getKey() + " closes").isTrue();
    }
    all.assertAll();
    assertThat(site.service().all()).noneMatch(one -> one.target().startsWith(path));
  }

  /** What the container answers by itself, in its own way. */
  @Test
  void whatTheContainerRefuses_isAnError_closes_andNeverReachesTheService() throws IOException {
    String post = site.head("POST", path);
    Map<String, String> bad = new LinkedHashMap<>();
    bad.put("blank in a name", post + "X User-Id: 1\r\nContent-Length: 0\r\n\r\n");
    bad.put("no colon", post + "X-User-Id\r\nContent-Length: 0\r\n\r\n");
    bad.put("folded length", post + "Content-Length:\r\n 5\r\n\r\nabcde");
    bad.put("HTTP/0.9", "GET /gateway" + path + "\r\n\r\n");
    SoftAssertions all = new SoftAssertions();
    for (var request : bad.entrySet()) {
      Answer answer = exchange(request.getValue());
      all.assertThat(answer.status()).as(request.getKey()).isIn(400, 404, 505);
      all.assertThat(answer.closed()).as(request.getKey() + " closes").isTrue();
    }
    all.assertAll();
    assertThat(site.service().all()).noneMatch(one -> one.target().startsWith(path));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5;x=\ny\r\nabcde\r\n0\r\n\r\n",
        "zz\r\nabcde\r\n0\r\n\r\n",
        "ffffffffffffffff1\r\nabcde\r\n0\r\n\r\n",
        "5\r\nabcdeXX0\r\n\r\n",
        "5\r\nabc"
      })
  void malformedChunks_neverPassForAWholeBody(String chunks) throws IOException {
    try (RawExchange raw = site.raw()) {
      raw.send(site.head("POST", path) + "Transfer-Encoding: chunked\r\n\r\n" + chunks);
      raw.socket().shutdownOutput();
      raw.readToEnd();
    }
    assertThat(site.service().all())
        .noneMatch(one -> one.target().startsWith(path) && one.length() >= 0);
  }

  @Test
  void pipelinedRequest_isJudgedByItsOwnHead() throws IOException {
    String good =
        "POST /gateway"
            + path
            + "-1 HTTP/1.1\r\nHost: "
            + site.gateway().getAuthority()
            + "\r\nContent-Length: 5\r\n\r\nabcde";
    String bad = site.head("POST", path + "-2") + "Content-Length: +5\r\n\r\nabcde";
    try (RawExchange raw = site.raw()) {
      raw.send(good + bad);
      assertThat(raw.readThrough("hello")).contains(" 200 ");
      assertThat(raw.readThrough("\r\n")).contains(" 400 ");
    }
    assertThat(site.service().received(path + "-1")).hasSize(1);
    assertThat(site.service().received(path + "-2")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../x", "/./x", "/..", "/.", "/a/../../closed/x", "/%2e%2e/x", "/%2E./x", "/.%2e/x",
            "/%2e/x", "/%2f/x", "/a%2Fb", "/a%5cb", "/a\\b",
        "/a;b=c/d", "/a;/../b", "/a%3bb", "//a", "/a//b", "/a%00b", "/a%0ab", "/a%7fb", "/a%1fb",
            "/a%", "/a%2", "/a%zz", "/a%252e%252e/b",
        "/a%252fb", "/a\u0001b", "/a\tb", "/a\u00e4b", "/a#b"
      })
  void ambiguousPath_is400_onBothPorts_andNeverReachesTheService(String ambiguous)
      throws IOException {
    int before = site.service().all().size();
    for (var server : List.of(site.gateway(), site.stack().api())) {
      try (RawExchange raw = new RawExchange(server)) {
        raw.send(
            "GET /gateway"
                + path
                + ambiguous
                + " HTTP/1.1\r\nHost: "
                + server.getAuthority()
                + "\r\nConnection: close\r\n\r\n");
        assertThat(raw.readThrough("\r\n")).contains(" 400 ");
      }
    }
    assertThat(site.service().all()).hasSize(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/%67ateway",
        "/Gateway",
        "//gateway",
        "/x/../gateway",
        "/./gateway",
        "/gatewayx",
        "/gateway%2f"
      })
  void otherSpellingsOfThePrefix_areNotTheGateway(String spelling) throws IOException {
    int before = site.service().all().size();
    for (var server : List.of(site.gateway(), site.stack().api())) {
      try (RawExchange raw = new RawExchange(server)) {
        raw.send(
            "GET "
                + spelling
                + path
                + " HTTP/1.1\r\nHost: "
                + server.getAuthority()
                + "\r\nConnection: close\r\n\r\n");
        assertThat(raw.readThrough("\r\n")).containsPattern(" (400|401|404) ");
      }
    }
    assertThat(site.service().all()).hasSize(before);
  }

  @Test
  void harmlessEscapes_haveOneSpelling() throws IOException {
    try (RawExchange raw = site.raw()) {
      raw.send(
          "GET /gateway/%6fpen"
              + path.substring(5)
              + "/%7Ea%2b%c3%a4+b%20?q=%zz;..%2f HTTP/1.1\r\nHost: "
              + site.gateway().getAuthority()
              + "\r\n\r\n");
      assertThat(raw.readThrough("\r\n")).contains(" 200 ");
    }
    assertThat(site.service().all())
        .anyMatch(one -> one.target().equals(path + "/~a%2B%C3%A4+b%20?q=%zz;..%2f"));
  }

  @Test
  void gatewaysPort_hasNothingElse() {
    for (String other :
        List.of(
            "/",
            "/api/auth/me",
            "/healthz",
            "/internal/agents/introspect",
            "/openapi",
            "/metrics")) {
      var answer = io.visiona.tests.support.Plain.get(site.gateway().resolve(other));
      assertThat(answer.statusCode()).as(other).isEqualTo(404);
    }
  }

  private record Answer(int status, String body, boolean closed) {}

  /**
   * Sends all and reads until the peer closes; a connection that stays open is asked for nothing
   * more, and times out.
   */
  private Answer exchange(String request) throws IOException {
    try (RawExchange raw = site.raw()) {
      raw.socket().setSoTimeout(3000);
      raw.send(request);
      String head = raw.readThrough("\r\n\r\n");
      int status = Integer.parseInt(head.substring(9, 12));
      String lower = head.toLowerCase(java.util.Locale.ROOT);
      int at = lower.indexOf("content-length:");
      int length =
          at < 0
              ? 0
              : Integer.parseInt(lower.substring(at + 15, lower.indexOf("\r\n", at)).strip());
      String body =
          new String(
              raw.socket().getInputStream().readNBytes(length),
              java.nio.charset.StandardCharsets.UTF_8);
      if (body.startsWith("{")) {
        assertThat(Person.json(body).getJsonObject("error").keySet())
            .containsExactlyInAnyOrder("code", "message", "i18n", "timestamp", "request_id");
      }
      Ending ending = raw.readToEnd();
      boolean timedOut = ending.reset() && !raw.socket().isInputShutdown() && isOpen(raw);
      return new Answer(status, body, !timedOut && ending.bytes() == 0);
    }
  }

  private static boolean isOpen(RawExchange raw) {
    try {
      raw.socket().setSoTimeout(200);
      return raw.socket().getInputStream().read() >= 0;
    } catch (java.net.SocketTimeoutException stillOpen) {
      return true;
    } catch (IOException closed) {
      return false;
    }
  }
}

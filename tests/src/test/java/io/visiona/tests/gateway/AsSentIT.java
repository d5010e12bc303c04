package io.visiona.tests.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.tests.gateway.RecordingService.Received;
import io.visiona.tests.support.RawExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a caller sends arrives as it was sent, and what only claims to be said by us does not. */
@OnGatewaySite
final class AsSentIT {
  private final GatewaySite site;

  AsSentIT(GatewaySite site) {
    this.site = site;
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return packed.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/open/", "/raw/"})
  void compressedBody_reachesTheServiceAsSent_withItsLabel_sizedOrChunked(String way)
      throws Exception {
    List<byte[]> bodies =
        List.of(
            gzip("some text that is longer when it is unpacked, longer, longer, longer"),
            "not gzip at all".getBytes(StandardCharsets.UTF_8),
            new byte[0]);
    for (byte[] body : bodies) {
      for (boolean sized : new boolean[] {true, false}) {
        String path = way + UUID.randomUUID();
        HttpRequest request =
            site.request(path)
                .header("Content-Encoding", "gzip")
                .POST(
                    sized
                        ? BodyPublishers.ofByteArray(body)
                        : BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(body)))
                .build();
        assertThat(GatewaySite.send(request).statusCode()).isEqualTo(200);
        Received received = site.service().received(path).getFirst();
        assertThat(received.values("Content-Encoding")).containsExactly("gzip");
        assertThat(received.length()).isEqualTo(body.length);
        assertThat(received.hash())
            .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body)));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/pairing/exchange", "/api/auth/backchannel-logout"})
  void ourOwnEndpoints_takeNoEncoding(String path) throws IOException {
    boolean form = path.endsWith("logout");
    HttpRequest request =
        HttpRequest.newBuilder(site.stack().api().resolve(path))
            .header("Content-Encoding", "gzip")
            .header("Content-Type", form ? "application/x-www-form-urlencoded" : "application/json")
            .POST(BodyPublishers.ofByteArray(gzip("{\"code\":\"x\"}")))
            .build();
    HttpResponse<String> answer = GatewaySite.send(request);
    assertThat(answer.statusCode()).isEqualTo(415);
    assertThat(answer.body()).contains("unsupported_media_type");
    assertThat(answer.headers().firstValue("Accept-Encoding")).contains("identity");
  }

  @Test
  void whatOnlyWeSay_isNobodysToSay_inAnySpelling() throws IOException {
    String path = "/open/" + UUID.randomUUID();
    try (RawExchange raw = site.raw()) {
      raw.send(
          site.head("GET", path)
              + "$WSIS: true\r\n$WSSC: https\r\n$WSRA: 203.0.113.9\r\n$WSSN: evil.example\r\n"
              + "X_Forwarded_For: 203.0.113.9\r\nX_Forwarded_Proto: https\r\n"
              + "X_Forwarded_Host: evil.example\r\nX_Request_Id: forged\r\n"
              + "X_Real_IP: 203.0.113.9\r\nTransfer_Encoding: chunked\r\n"
              + "X-User.Groups: admin\r\nX-Other: stays\r\n\r\n");
      assertThat(raw.readThrough("\r\n")).contains(" 200 ");
    }
    Received received = site.service().received(path).getFirst();
    assertThat(received.head())
        .doesNotContain("203.0.113.9", "evil.example", "forged", "Transfer_Encoding", "admin");
    assertThat(received.values("X-Forwarded-Proto")).containsExactly("http");
    assertThat(received.values("X-Forwarded-For")).containsExactly("127.0.0.1");
    assertThat(received.values("X-Other")).containsExactly("stays");
  }

  @Test
  void bytesOfAFieldBeyondAscii_arriveAsTheyWereSent() throws IOException {
    String path = "/open/" + UUID.randomUUID();
    StringBuilder all = new StringBuilder();
    for (char c = 0x80; c <= 0xff; c++) {
      all.append(c);
    }
    try (RawExchange raw = site.raw()) {
      raw.send(
          site.head("GET", path)
              + "X-All: "
              + all
              + "\r\nCookie: a="
              + all
              + "; visiona_session=x\r\n\r\n");
      assertThat(raw.readThrough("\r\n")).contains(" 200 ");
    }
    Received received = site.service().only(path);
    assertThat(received.head()).contains("\r\nX-All: " + all + "\r\n");
    assertThat(received.head()).contains("\r\nCookie: a=" + all + "\r\n");
  }

  @Test
  void queryOfNothing_andEncodedSlashesWhereAllowed_passAsSent() throws IOException {
    String id = UUID.randomUUID().toString();
    for (String target : List.of("/encoded/" + id + "/a%2fb%2Fc?", "/open/" + id + "?")) {
      try (RawExchange raw = site.raw()) {
        raw.send(site.head("GET", target) + "\r\n");
        assertThat(raw.readThrough("\r\n")).contains(" 200 ");
      }
      assertThat(site.service().all()).anyMatch(one -> one.target().equals(target));
    }
    try (RawExchange raw = site.raw()) {
      raw.send(site.head("GET", "/encoded/..%2Fclosed/x") + "\r\n");
      assertThat(raw.readThrough("\r\n")).contains(" 400 ");
    }
  }

  @Test
  void encodedPath_isJudgedDecoded_andTheRouteItLeadsToDecides() throws IOException {
    String id = UUID.randomUUID().toString();
    // The status, and whether the service got the target as it was sent.
    Map<String, Integer> targets = new LinkedHashMap<>();
    targets.put("/encoded/" + id + "/a%2Fb", 200);
    targets.put("/encoded/" + id + "%2fa", 200);
    targets.put("/encoded%2F" + id, 200);
    targets.put("/encoded/" + id + "/a%2F%2Fb", 400);
    targets.put("/encoded/" + id + "/a%2F..%2Fb", 400);
    targets.put("/encoded/" + id + "/a%2F%2e%2e%2Fb", 400);
    targets.put("/encoded/" + id + "/a%252Fb", 400);
    targets.put("/encoded/" + id + "/a%5Cb", 400);
    targets.put("/open/" + id + "/a%2Fb", 400);
    targets.put("/open%2F" + id, 400);
    for (var target : targets.entrySet()) {
      int before = site.service().all().size();
      try (RawExchange raw = site.raw()) {
        raw.send(site.head("GET", target.getKey()) + "\r\n");
        assertThat(raw.readThrough("\r\n")).as(target.getKey()).contains(" " + target.getValue());
      }
      assertThat(site.service().all().subList(before, site.service().all().size()))
          .extracting(Received::target)
          .isEqualTo(target.getValue() == 200 ? List.of(target.getKey()) : List.of());
    }
  }

  @Test
  void numberSign_isNoneInAPath_andPassesEncoded() throws IOException {
    String id = "/open/" + UUID.randomUUID();
    try (RawExchange raw = site.raw()) {
      raw.send(site.head("GET", id + "/a%23b") + "\r\n");
      assertThat(raw.readThrough("\r\n")).contains(" 200 ");
    }
    try (RawExchange raw = site.raw()) {
      raw.send(site.head("GET", id + "/a#b") + "\r\n");
      assertThat(raw.readThrough("\r\n")).contains(" 400 ");
    }
    assertThat(site.service().all())
        .extracting(Received::target)
        .contains(id + "/a%23b")
        .noneMatch(target -> target.contains("#"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"get", "Get", "TRACE", "Trace"})
  void methodThatIsNone_orNeverServed_is405InOurEnvelope(String method) throws IOException {
    for (String path : List.of("/healthz", "/gateway/open/x", "/")) {
      try (RawExchange raw = new RawExchange(site.stack().api())) {
        raw.send(
            method
                + " "
                + path
                + " HTTP/1.1\r\nHost: "
                + site.stack().api().getAuthority()
                + "\r\n\r\n");
        String answer = raw.readThrough("}}");
        assertThat(answer).as(path).contains(" 405 ").containsIgnoringCase("method_not_allowed");
        assertThat(answer).as(path).doesNotContain("$WS", "<html");
      }
    }
  }

  @Test
  void targetOrHeadThatIsTooLarge_is414Or431InOurEnvelope() throws IOException {
    String host = "Host: " + site.stack().api().getAuthority() + "\r\n";
    try (RawExchange raw = new RawExchange(site.stack().api())) {
      raw.send("GET /healthz?" + "x".repeat(20_000) + " HTTP/1.1\r\n" + host + "\r\n");
      assertThat(raw.readThrough("}}")).contains(" 414 ").contains("uri_too_long");
    }
    try (RawExchange raw = new RawExchange(site.stack().api())) {
      String fields = ("X-Long: " + "x".repeat(10_000) + "\r\n").repeat(6);
      raw.send("GET /healthz HTTP/1.1\r\n" + host + fields + "\r\n");
      assertThat(raw.readThrough("}}")).contains(" 431 ").contains("fields_too_large");
    }
  }
}

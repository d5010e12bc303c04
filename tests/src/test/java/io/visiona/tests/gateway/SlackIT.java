package io.visiona.tests.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.tests.gateway.RecordingService.Received;
import io.visiona.tests.support.RawExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Raw bodies: every byte arrives as it was sent, and Slack's signature counts. */
@OnGatewaySite
final class SlackIT {
  private static final List<String> TYPES =
      List.of(
          "application/x-www-form-urlencoded",
          "application/json",
          "application/x-www-form-urlencoded; charset=utf-8",
          "text/plain",
          "multipart/form-data; boundary=x");

  /** Each so many say that they are packed, which only the first of them is. */
  private static final int LABELLED = 4;

  private final GatewaySite site;

  SlackIT(GatewaySite site) {
    this.site = site;
  }

  /**
   * A hundred of them: forms, odd white space, plus signs, escapes, invalid UTF-8, nothing, and
   * much.
   */
  private static List<byte[]> bodies() throws IOException {
    List<byte[]> bodies = new ArrayList<>();
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write("text=longer+when+it+is+unpacked".repeat(9).getBytes(StandardCharsets.UTF_8));
    }
    bodies.add(packed.toByteArray());
    for (String text :
        List.of(
            "",
            " ",
            "\r\n",
            "\t \t",
            "token=a&text=b+c",
            "text=%20%2B%26%3D+",
            "text=a%20b&text=a+b&&=&=x",
            "payload=%7B%22a%22%3A%22b%22%7D",
            "a=1;b=2",
            "%",
            "%zz",
            "a=%00",
            "a\u0000b",
            "{\"a\" : \"b\"}\n\n",
            "  { }  ",
            "&&&&",
            "==",
            "+++",
            "a=\r\n b",
            "text=%F0%9F%98%80",
            "0\r\n\r\n",
            "5\r\nabcde\r\n0\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: x\r\n\r\n")) {
      bodies.add(text.getBytes(StandardCharsets.UTF_8));
    }
    bodies.add(new byte[] {(byte) 0xff, (byte) 0xfe, (byte) 0xc3, 0x28, (byte) 0xe2, (byte) 0x82});
    bodies.add(new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf, 'a'});
    bodies.add("text=caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));
    Random random = new Random(7);
    for (int size : new int[] {1, 8191, 8192, 8193, 16_383, 16_384, 16_385, 65_536, 1 << 20}) {
      byte[] body = new byte[size];
      random.nextBytes(body);
      bodies.add(body);
    }
    while (bodies.size() < 100) {
      byte[] body = new byte[random.nextInt(20_000)];
      random.nextBytes(body);
      bodies.add(body);
    }
    return bodies;
  }

  @Test
  void hundredRawBodies_arriveByteForByte_chunkedOrNot_checkedOrNot() throws Exception {
    List<byte[]> bodies = bodies();
    assertThat(bodies).hasSizeGreaterThanOrEqualTo(100);
    for (int i = 0; i < bodies.size(); i++) {
      byte[] body = bodies.get(i);
      String type = TYPES.get(i % TYPES.size());
      boolean chunked = i % 3 == 2;
      for (String way : List.of("/raw/", "/slack/")) {
        String path = way + UUID.randomUUID();
        String timestamp = Long.toString(Instant.now().getEpochSecond());
        String signature = signature(timestamp, body);
        String head =
            site.head("POST", path)
                + "Content-Type: "
                + type
                + (i % LABELLED == 0 ? "\r\nContent-Encoding: gzip" : "")
                + "\r\nX-Slack-Signature: "
                + signature
                + "\r\nX-Slack-Request-Timestamp: "
                + timestamp
                + "\r\n";
        assertThat(post(head, body, chunked))
            .as("body %d of %d bytes", i, body.length)
            .contains(" 200 ");
        Received received = site.service().only(path);
        assertThat(received.length()).isEqualTo(body.length);
        assertThat(received.hash())
            .as("body %d of %d bytes by %s", i, body.length, way)
            .isEqualTo(RecordingService.hash(body));
        assertThat(received.values("Content-Type")).containsExactly(type);
        assertThat(received.values("X-Slack-Signature")).containsExactly(signature);
        assertThat(received.values("X-Slack-Request-Timestamp")).containsExactly(timestamp);
      }
    }
  }

  private String post(String head, byte[] body, boolean chunked) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(
        (head
                + (chunked
                    ? "Transfer-Encoding: chunked\r\n\r\n"
                    : "Content-Length: " + body.length + "\r\n\r\n"))
            .getBytes(StandardCharsets.ISO_8859_1));
    if (chunked) {
      for (int at = 0; at < body.length; at += 5000) {
        int count = Math.min(5000, body.length - at);
        all.write((Integer.toHexString(count) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        all.write(body, at, count);
        all.write("\r\n".getBytes(StandardCharsets.US_ASCII));
      }
      all.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    } else {
      all.write(body);
    }
    try (RawExchange raw = site.raw()) {
      raw.socket().getOutputStream().write(all.toByteArray());
      return raw.readThrough("\r\n");
    }
  }

  @Test
  void requestsThatAreNotSlacks_are401_andNeverReachTheService() throws Exception {
    String path = "/slack/" + UUID.randomUUID();
    byte[] body = "token=a".getBytes(StandardCharsets.UTF_8);
    String now = Long.toString(Instant.now().getEpochSecond());
    String old = Long.toString(Instant.now().getEpochSecond() - 301);
    String ahead = Long.toString(Instant.now().getEpochSecond() + 330);
    String good = signature(now, body);
    assertRefused(path, body, "AUTHENTICATION_FAILED");
    assertRefused(path, body, "AUTHENTICATION_FAILED", "X-Slack-Signature", good);
    assertRefused(path, body, "AUTHENTICATION_FAILED", "X-Slack-Request-Timestamp", now);
    assertRefused(
        path,
        body,
        "TOKEN_EXPIRED",
        "X-Slack-Signature",
        signature(old, body),
        "X-Slack-Request-Timestamp",
        old);
    assertRefused(
        path,
        body,
        "TOKEN_EXPIRED",
        "X-Slack-Signature",
        signature(ahead, body),
        "X-Slack-Request-Timestamp",
        ahead);
    assertRefused(
        path,
        "token=b".getBytes(StandardCharsets.UTF_8),
        "INVALID_TOKEN",
        "X-Slack-Signature",
        good,
        "X-Slack-Request-Timestamp",
        now);
    assertRefused(
        path,
        body,
        "INVALID_TOKEN",
        "X-Slack-Signature",
        good,
        "X-Slack-Request-Timestamp",
        now + "0");
    assertRefused(
        path,
        body,
        "INVALID_TOKEN",
        "X-Slack-Signature",
        good.substring(3),
        "X-Slack-Request-Timestamp",
        now);
    assertRefused(
        path, body, "INVALID_TOKEN", "X-Slack-Signature", good, "X-Slack-Request-Timestamp", "-1");
    assertRefused(
        path,
        body,
        "INVALID_TOKEN",
        "X-Slack-Signature",
        good,
        "X-Slack-Request-Timestamp",
        now,
        "X-Slack-Signature",
        "v0=other");
    assertThat(site.service().received(path)).isEmpty();
  }

  @Test
  void bodyTooLargeToCheck_is413() {
    HttpResponse<String> answer =
        GatewaySite.send(
            site.request("/slack/large")
                .POST(BodyPublishers.ofByteArray(new byte[4 * 1024 * 1024 + 1]))
                .build());
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(GatewaySite.code(answer)).isEqualTo("PAYLOAD_TOO_LARGE");
  }

  private void assertRefused(String path, byte[] body, String code, String... headers) {
    HttpResponse<String> answer =
        GatewaySite.send(
            site.request(path, headers).POST(BodyPublishers.ofByteArray(body)).build());
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(GatewaySite.code(answer)).isEqualTo(code);
    assertThat(answer.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Bearer");
  }

  private static String signature(String timestamp, byte[] body) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(
        new SecretKeySpec(GatewaySite.SLACK_SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    mac.update(("v0:" + timestamp + ":").getBytes(StandardCharsets.UTF_8));
    return "v0=" + HexFormat.of().formatHex(mac.doFinal(body));
  }
}

package io.visiona.tests.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.tests.gateway.RecordingService.Received;
import io.visiona.tests.support.RawExchange;
import io.visiona.tests.support.RawExchange.Ending;
import io.visiona.tests.support.ScriptedTarget;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies both ways, as they come; and what happens when one side goes. */
@ExtendWith(GatewaySites.class)
final class StreamingIT {
  private static final Duration SOON = Duration.ofSeconds(15);
  private static final String EVENTS = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

  private static final String INTERIM = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n";

  private final GatewaySite site;
  private final String path = "/open/" + UUID.randomUUID();

  StreamingIT(GatewaySite site) {
    this.site = site;
  }

  @Test
  void events_arriveAsTheyAreSent_thoughTheCallerWouldTakeGzip() throws Exception {
    CountDownLatch next = new CountDownLatch(1);
    site.service()
        .script(
            path,
            (socket, in, head) -> {
              ScriptedTarget.write(socket, EVENTS + "9\r\ndata: 1\n\n\r\n");
              awaitLatch(next);
              ScriptedTarget.write(socket, "9\r\ndata: 2\n\n\r\n0\r\n\r\n");
            });
    try (RawExchange raw = site.raw()) {
      String first = raw.send(site.head("GET", path) + "Accept-Encoding: gzip\r\n\r\n").readThrough("data: 1\n\n");
      assertThat(first).doesNotContainIgnoringCase("content-encoding");
      next.countDown();
      assertThat(raw.readThrough("data: 2\n\n")).isNotEmpty();
    }
  }

  @Test
  void bodyBothWaysAtOnce_neitherWaitsForTheOther() throws Exception {
    site.service()
        .script(
            path,
            (socket, in, head) -> {
              ScriptedTarget.write(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: application/x-echo\r\n\r\n");
              for (int i = 0; i < 5; i++) {
                byte[] chunk = in.readNBytes(8);
                ScriptedTarget.write(socket, "8\r\n" + new String(chunk, StandardCharsets.US_ASCII) + "\r\n");
              }
              ScriptedTarget.write(socket, "0\r\n\r\n");
            });
    try (RawExchange raw = site.raw()) {
      raw.send(site.head("POST", path) + "Transfer-Encoding: chunked\r\n\r\n").send("3\r\nab0\r\n");
      raw.readThrough("ab0");
      for (int i = 1; i < 5; i++) {
        raw.send("3\r\nab" + i + "\r\n").readThrough("ab" + i);
      }
    }
  }

  @Test
  void largeBodies_passBothWays() throws Exception {
    byte[] block = new byte[1 << 20];
    new Random(1).nextBytes(block);
    int blocks = 64;
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (int i = 0; i < blocks; i++) {
      digest.update(block);
    }
    String hash = HexFormat.of().formatHex(digest.digest());
    HttpResponse<String> up = GatewaySite.send(site.request(path).POST(BodyPublishers.ofInputStream(() -> new Repeating(block, blocks))).build());
    assertThat(up.statusCode()).isEqualTo(200);
    Received received = site.service().only(path);
    assertThat(received.length()).isEqualTo((long) blocks << 20);
    assertThat(received.hash()).isEqualTo(hash);
    String down = path + "-down";
    site.service()
        .script(
            down,
            (socket, in, head) -> {
              ScriptedTarget.write(socket, "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: " + ((long) blocks << 20) + "\r\n\r\n");
              for (int i = 0; i < blocks; i++) {
                socket.getOutputStream().write(block);
              }
            });
    try (HttpClient client = HttpClient.newHttpClient();
        InputStream in = client.send(site.request(down).build(), BodyHandlers.ofInputStream()).body()) {
      MessageDigest got = MessageDigest.getInstance("SHA-256");
      byte[] part = new byte[65_536];
      for (int n = in.read(part); n >= 0; n = in.read(part)) {
        got.update(part, 0, n);
      }
      assertThat(HexFormat.of().formatHex(got.digest())).isEqualTo(hash);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 100000\r\n", "Transfer-Encoding: chunked\r\n", "X-Gzip: chunked\r\nTransfer-Encoding: chunked\r\n"})
  void responseCutByTheService_neverPassesForAWholeOne(String framing) throws Exception {
    boolean gzip = framing.startsWith("X-Gzip");
    site.service()
        .script(
            path,
            (socket, in, head) -> {
              String body = framing.contains("chunked") ? "400\r\n" + "y".repeat(1024) + "\r\n" : "y".repeat(1024);
              ScriptedTarget.write(socket, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n" + framing + "\r\n" + body);
              socket.setSoLinger(true, 0);
            });
    try (RawExchange raw = site.raw()) {
      raw.send(site.head("GET", path) + (gzip ? "Accept-Encoding: gzip\r\n" : "") + "\r\n");
      Ending ending = raw.readToEnd();
      assertThat(ending.isCompleteChunked()).isFalse();
      assertThat(ending.bytes()).isLessThan(100_000);
    }
  }

  @Test
  void responseThatStalls_isCut() throws Exception {
    String slow = "/slow/" + UUID.randomUUID();
    site.service()
        .script(
            slow,
            (socket, in, head) -> {
              ScriptedTarget.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
              in.read();
            });
    try (RawExchange raw = site.raw()) {
      Ending ending = raw.send(site.head("GET", slow) + "\r\n").readToEnd();
      assertThat(ending.tail()).endsWith("half");
    }
  }

  @Test
  void callerThatLeaves_isNoticed_andTheServiceIsCut() throws Exception {
    CountDownLatch cut = new CountDownLatch(1);
    site.service()
        .script(
            path,
            (socket, in, head) -> {
              ScriptedTarget.write(socket, EVENTS + "9\r\ndata: 1\n\n\r\n");
              try {
                while (in.read() >= 0) {
                  Thread.onSpinWait();
                }
              } finally {
                cut.countDown();
              }
            });
    try (RawExchange raw = site.raw()) {
      raw.send(site.head("GET", path) + "\r\n").readThrough("data: 1\n\n");
    }
    assertThat(cut.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void callerThatStopsSending_neverPassesForAWholeBody() throws Exception {
    try (RawExchange raw = site.raw()) {
      raw.send(site.head("POST", path) + "Content-Length: 100000\r\n\r\n" + "x".repeat(20_000));
    }
    String chunked = path + "-chunked";
    try (RawExchange raw = site.raw()) {
      raw.send(site.head("POST", chunked) + "Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n");
    }
    await().during(Duration.ofSeconds(1)).atMost(SOON).until(() -> site.service().received(path).isEmpty() && site.service().received(chunked).isEmpty());
  }

  @Test
  void answerBeforeTheEndOfTheRequest_isPassedOn() throws Exception {
    site.service()
        .script(path, (socket, in, head) -> ScriptedTarget.write(socket, "HTTP/1.1 413 Content Too Large\r\nContent-Length: 4\r\nConnection: close\r\n\r\nmuch"));
    try (RawExchange raw = site.raw()) {
      raw.send(site.head("POST", path) + "Content-Length: 100000000\r\n\r\n" + "x".repeat(20_000));
      String answer = raw.readThrough("much");
      assertThat(answer).contains(" 413 ").containsIgnoringCase("connection: close");
    }
  }

  @Test
  void expectContinue_isAnsweredHere() throws Exception {
    try (RawExchange raw = site.raw()) {
      raw.send(site.head("POST", path) + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n").readThrough("\r\n\r\n");
      assertThat(raw.send("abcde").readThrough("hello")).contains(" 200 ");
    }
    assertThat(site.service().only(path).length()).isEqualTo(5);
    assertThat(site.service().only(path).values("Expect")).isEmpty();
  }

  @Test
  void interimResponsesAndTrailers_areLeftOut() {
    site.service()
        .script(
            path,
            (socket, in, head) ->
                ScriptedTarget.write(
                    socket,
                    INTERIM + "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Trailer: 1\r\n\r\n"));
    HttpResponse<String> answer = site.get(path);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("ok");
    assertThat(answer.headers().firstValue("Link")).isEmpty();
  }

  @Test
  void webSocket_isCarriedBothWays() throws Exception {
    webSocket();
    site.service().script(path, StreamingIT::echo);
    try (RawExchange raw = site.raw()) {
      String head =
          raw.send(
                  site.head("GET", path)
                      + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
              .readThrough("\r\n\r\n");
      assertThat(head).contains(" 101 ").containsIgnoringCase("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
      for (int i = 0; i < 50; i++) {
        assertThat(raw.send("frame " + i + ";").readThrough("frame " + i + ";")).isEqualTo("frame " + i + ";");
      }
      byte[] large = new byte[300_000];
      new Random(3).nextBytes(large);
      Thread sender = Thread.startVirtualThread(() -> write(raw, large));
      assertThat(raw.socket().getInputStream().readNBytes(large.length)).isEqualTo(large);
      sender.join();
    }
  }

  private void webSocket() throws IOException {
    String declined = path + "-declined";
    site.service().script(declined, (socket, in, head) -> ScriptedTarget.write(socket, "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno"));
    try (RawExchange raw = site.raw()) {
      String answer =
          raw.send(site.head("GET", declined) + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
              .readThrough("no");
      assertThat(answer).contains(" 403 ");
    }
    try (RawExchange raw = site.raw()) {
      String answer = raw.send(site.head("GET", "/closed/socket") + "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n").readThrough("\r\n");
      assertThat(answer).contains(" 401 ");
    }
  }

  private static void echo(java.net.Socket socket, InputStream in, String head) throws IOException {
    ScriptedTarget.write(
        socket,
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
    OutputStream out = socket.getOutputStream();
    byte[] block = new byte[8192];
    for (int n = in.read(block); n >= 0; n = in.read(block)) {
      out.write(block, 0, n);
    }
  }

  private static void write(RawExchange raw, byte[] bytes) {
    try {
      raw.socket().getOutputStream().write(bytes);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void text_isCompressed_whenTheCallerSaysSo() throws Exception {
    String text = "compress me, please. ".repeat(500);
    site.service()
        .script(path, (socket, in, head) -> ScriptedTarget.write(socket, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nETag: \"1\"\r\nContent-Length: " + text.length() + "\r\n\r\n" + text));
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<byte[]> answer = client.send(site.request(path, "Accept-Encoding", "br;q=0.5, gzip").build(), BodyHandlers.ofByteArray());
      assertThat(answer.headers().firstValue("Content-Encoding")).contains("gzip");
      assertThat(answer.headers().allValues("Vary")).contains("Accept-Encoding");
      assertThat(answer.headers().firstValue("ETag")).contains("W/\"1\"");
      assertThat(answer.body().length).isLessThan(text.length() / 5);
      assertThat(new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes()).isEqualTo(text.getBytes(StandardCharsets.US_ASCII));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain|Content-Encoding: br|gzip|5000",
        "text/plain|Cache-Control: public, no-transform|gzip|5000",
        "text/event-stream|X: 1|gzip|5000",
        "image/png|X: 1|gzip|5000",
        "text/plain|X: 1|gzip|100",
        "text/plain|X: 1|gzip;q=0|5000",
        "text/plain|X: 1|identity|5000",
        "text/plain|X: 1|*;q=0|5000"
      })
  void otherResponses_areNotCompressed(String what) throws Exception {
    String[] parts = what.split("\\|", -1);
    int length = Integer.parseInt(parts[3]);
    site.service()
        .script(
            path,
            (socket, in, head) ->
                ScriptedTarget.write(socket, "HTTP/1.1 200 OK\r\nContent-Type: " + parts[0] + "\r\n" + parts[1] + "\r\nContent-Length: " + length + "\r\n\r\n" + "a".repeat(length)));
    HttpResponse<String> answer = site.get(path, "Accept-Encoding", parts[2]);
    assertThat(answer.headers().firstValue("Content-Encoding").orElse("")).isNotEqualTo("gzip");
    assertThat(answer.body()).isEqualTo("a".repeat(length));
  }

  @Test
  void preflight_isAnsweredBeforeAuthentication_forConfiguredOriginsOnly() {
    String open = "/closed/" + UUID.randomUUID();
    HttpResponse<String> answer =
        GatewaySite.send(preflight(open, GatewaySite.ORIGIN));
    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains(GatewaySite.ORIGIN);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Credentials")).contains("true");
    assertThat(answer.headers().firstValue("Access-Control-Allow-Methods")).contains("GET, POST, PUT, DELETE");
    assertThat(answer.headers().firstValue("Access-Control-Allow-Headers")).contains("Authorization, Content-Type");
    assertThat(answer.headers().firstValue("Access-Control-Max-Age")).contains("3600");
    assertThat(GatewaySite.send(preflight("/read-only/x", GatewaySite.ORIGIN)).headers().firstValue("Access-Control-Allow-Methods"))
        .contains("GET, POST, PUT, DELETE, PURGE");
    for (String origin : new String[] {"https://evil.example", "null", GatewaySite.ORIGIN + ".evil.example", "http://other.example.test"}) {
      HttpResponse<String> refused = GatewaySite.send(preflight(open, origin));
      assertThat(refused.statusCode()).as(origin).isEqualTo(401);
      assertThat(refused.headers().firstValue("Access-Control-Allow-Origin")).as(origin).isEmpty();
    }
    assertThat(site.service().received(open)).isEmpty();
  }

  private java.net.http.HttpRequest preflight(String to, String origin) {
    return site.request(to, "Origin", origin, "Access-Control-Request-Method", "DELETE", "Access-Control-Request-Headers", "authorization")
        .method("OPTIONS", BodyPublishers.noBody())
        .build();
  }

  @Test
  void answersToConfiguredOrigins_sayWhoMayReadThem_notTheService() {
    site.service()
        .script(path, (socket, in, head) -> ScriptedTarget.write(socket, "HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 0\r\n\r\n"));
    assertThat(site.get(path, "Origin", GatewaySite.ORIGIN).headers().allValues("Access-Control-Allow-Origin")).containsExactly(GatewaySite.ORIGIN);
    assertThat(site.get(path, "Origin", "https://evil.example").headers().allValues("Access-Control-Allow-Origin")).isEmpty();
    assertThat(site.get("/closed/x", "Origin", GatewaySite.ORIGIN).headers().allValues("Access-Control-Allow-Origin"))
        .as("errors too")
        .containsExactly(GatewaySite.ORIGIN);
  }

  @Test
  void pathOfTheServicesUrl_comesFirst() {
    String based = "/based/" + UUID.randomUUID();
    assertThat(site.get(based).statusCode()).isEqualTo(200);
    assertThat(site.service().only("/base" + based)).isNotNull();
  }

  @Test
  void head_hasTheLengthAndNoBody() throws Exception {
    site.service().script(path, (socket, in, head) -> ScriptedTarget.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1234\r\nContent-Type: text/plain\r\n\r\n"));
    try (RawExchange raw = site.raw()) {
      String answer = raw.send(site.head("HEAD", path) + "Accept-Encoding: gzip\r\n\r\n").readThrough("\r\n\r\n");
      assertThat(answer).containsIgnoringCase("content-length: 1234");
      assertThat(raw.send(site.head("GET", path + "-next") + "\r\n").readThrough("hello")).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void connectionsToServices_areUsedAgain() {
    site.get(path);
    int before = site.service().connections();
    for (int i = 0; i < 20; i++) {
      assertThat(site.get(path).statusCode()).isEqualTo(200);
    }
    assertThat(site.service().connections() - before).isLessThanOrEqualTo(2);
  }

  private static void awaitLatch(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(30, TimeUnit.SECONDS)) {
        throw new IOException("nobody came");
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** The same block again and again. */
  private static final class Repeating extends InputStream {
    private final byte[] block;
    private long left;
    private int at;

    Repeating(byte[] block, int times) {
      this.block = block;
      this.left = (long) block.length * times;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (left == 0) {
        return -1;
      }
      int count = (int) Math.min(Math.min(length, block.length - at), left);
      System.arraycopy(block, at, target, offset, count);
      at = (at + count) % block.length;
      left -= count;
      return count;
    }
  }
}

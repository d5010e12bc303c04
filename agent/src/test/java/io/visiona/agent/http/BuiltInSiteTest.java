package io.visiona.agent.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.agent.support.Pair;
import io.visiona.yamux.blocking.YamuxStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BuiltInSiteTest {
  private final BuiltInSite site = new BuiltInSite("1.2.3<script>");
  private Pair pair;

  @BeforeEach
  void open() throws IOException {
    pair = new Pair();
  }

  @AfterEach
  void close() {
    pair.close();
  }

  private YamuxStream served() throws IOException, InterruptedException {
    YamuxStream near = pair.open();
    YamuxStream far = pair.accept();
    Thread.ofVirtual()
        .start(() -> {
          try {
            site.serve(far);
            far.close();
          } catch (IOException | InterruptedException e) {
            far.reset();
          }
        });
    return near;
  }

  /** Sends these bytes and reads until the agent ends the stream. */
  private String exchange(String request) throws IOException, InterruptedException {
    try (YamuxStream stream = served()) {
      stream.output().write(request.getBytes(ISO_8859_1));
      stream.closeOutput();
      return new String(stream.input().readAllBytes(), ISO_8859_1);
    }
  }

  private static String get(String target) {
    return "GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  }

  private static String post(String target, String body) {
    return "POST "
        + target
        + " HTTP/1.1\r\nHost: x\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  @ParameterizedTest
  @CsvSource({
    "/, 200", "/healthz, 200", "/healthz?x=%20, 200", "/headers, 200", "/bytes/10, 200",
    "/bytes/-1, 400", "/bytes/x, 400", "/status/418, 418", "/status/99, 400", "/nope, 404",
    "/sink, 405", "/ws, 400", "/events?count=x, 400", "/slow?ms=1, 200", "/slow?ms=999999999, 400",
    "/healthz?x=%zz, 400"
  })
  void path_hasItsStatus(String path, int status) throws Exception {
    assertThat(exchange(get(path))).startsWith("HTTP/1.1 " + status + " ");
  }

  @Test
  void page_saysWhatItIsAndEscapesTheVersion() throws Exception {
    assertThat(exchange(get("/")))
        .contains("demo agent", "visiona-agent 1.2.3script", "text/html")
        .doesNotContain("<script>");
  }

  @Test
  void requests_followOneAnotherOnOneStream() throws Exception {
    String both = post("/echo", "first") + post("/sink", "12345") + get("/healthz");
    assertThat(exchange(both))
        .contains("\r\n\r\nfirst")
        .contains("\"bytes\":5")
        .endsWith("{\"status\":\"ok\"}");
  }

  @Test
  void unreadBody_isReadAwayBeforeTheNextRequest() throws Exception {
    assertThat(exchange(post("/nope", "x".repeat(1000)) + get("/healthz")))
        .startsWith("HTTP/1.1 404 ")
        .endsWith("{\"status\":\"ok\"}");
  }

  @Test
  void chunkedBody_comesBackChunked() throws Exception {
    String head =
        "PUT /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Type: a/b\r\n\r\n";
    String request = head.concat("5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n");
    assertThat(exchange(request))
        .contains("a/b", "chunked")
        .contains("hello")
        .endsWith("0\r\n\r\n");
  }

  @Test
  void firstByteOfAnEcho_comesBackBeforeTheLastWasSent() throws Exception {
    try (YamuxStream stream = served()) {
      stream
          .output()
          .write(
              "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nA".getBytes(ISO_8859_1));
      StringBuilder seen = new StringBuilder();
      while (seen.indexOf("\r\n\r\nA") < 0) {
        int next = stream.input().read();
        assertThat(next).isNotNegative();
        seen.append((char) next);
      }
    }
  }

  @Test
  void expectContinue_isAnsweredOnlyWhereTheBodyIsWanted() throws Exception {
    String expecting =
        "POST %s HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";
    assertThat(exchange(expecting.formatted("/sink") + "ab"))
        .startsWith("HTTP/1.1 100 ")
        .contains("\"bytes\":2");
    assertThat(exchange(expecting.formatted("/nope")))
        .startsWith("HTTP/1.1 404 ")
        .contains("Connection: close");
  }

  @Test
  void head_hasNoBody() throws Exception {
    String head = "HEAD /bytes/1000 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    assertThat(exchange(head)).contains("Content-Length: 1000").endsWith("\r\n\r\n");
  }

  @Test
  void headers_areShownAsTheyArrived() throws Exception {
    String request =
        "GET /headers?a=b HTTP/1.1\r\nHost: h\r\nX-A: 1\r\nx-a: 2\r\nConnection: close\r\n\r\n";
    assertThat(exchange(request))
        .contains("\"target\":\"/headers?a=b\"", "\"x-a\":\"1, 2\"", "\"host\":\"h\"");
  }

  @Test
  void events_areServerSentEvents() throws Exception {
    assertThat(exchange(get("/events?count=2&interval_ms=1")))
        .contains("text/event-stream", "data: {\"n\":0}\n\n", "data: {\"n\":1}\n\n");
  }

  @Test
  void bytes_areTheSameChunkedOrNot_andSinkHashesThem() throws Exception {
    String body = exchange(get("/bytes/200000"));
    body = body.substring(body.indexOf("\r\n\r\n") + 4);
    assertThat(body).hasSize(200_000);
    assertThat(body.charAt(65_536)).isEqualTo((char) 1);
    assertThat(exchange(get("/bytes/200000?chunked")))
        .contains("chunked")
        .hasSizeGreaterThan(200_000);
    String hash =
        HexFormat.of()
            .formatHex(MessageDigest.getInstance("SHA-256").digest(body.getBytes(ISO_8859_1)));
    assertThat(exchange(post("/sink", body)))
        .endsWith("{\"bytes\":200000,\"sha256\":\"" + hash + "\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense\r\n\r\n",
        "GET x HTTP/1.1\r\n\r\n",
        "POST /echo HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST /echo HTTP/1.1\r\nContent-Length: -3\r\n\r\n",
        "POST /echo HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n"
      })
  void malformedRequest_isAnsweredWith400(String request) throws Exception {
    assertThat(exchange(request)).startsWith("HTTP/1.1 400 ").contains("\"code\":\"bad_request\"");
  }

  @Test
  void endlessHead_isCutOff() throws Exception {
    String line = "GET /" + "x".repeat(20_000) + " HTTP/1.1\r\n\r\n";
    assertThat(exchange(line)).startsWith("HTTP/1.1 431 ");
    String headers = "GET / HTTP/1.1\r\n" + "A: b\r\n".repeat(500) + "\r\n";
    assertThat(exchange(headers)).startsWith("HTTP/1.1 431 ");
  }

  @Test
  void webSocket_echoesUnmasked() throws Exception {
    String key = "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    String upgrade =
        "GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" + key;
    String text = "\u0081\u0082\1\2\3\4" + (char) ('h' ^ 1) + (char) ('i' ^ 2);
    String ping = "\u0089\u0080\0\0\0\0";
    String close = "\u0088\u0080\0\0\0\0";
    assertThat(exchange(upgrade + text + ping + close))
        .startsWith("HTTP/1.1 101 ")
        .contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
        .endsWith("\r\n\r\n\u0081\2hi\u008a\0\u0088\0");
  }
}

package io.visiona.tests.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.tests.support.ScriptedTarget;
import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which responses are compressed on their way. */
@OnGatewaySite
final class CompressionIT {
  private final GatewaySite site;
  private final String path = "/open/" + UUID.randomUUID();

  CompressionIT(GatewaySite site) {
    this.site = site;
  }

  @Test
  void text_isCompressed_whenTheCallerSaysSo() throws Exception {
    String text = "compress me, please. ".repeat(500);
    site.service()
        .script(
            path,
            (socket, in, head) ->
                ScriptedTarget.write(
                    socket,
                    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nETag: \"1\"\r\n"
                        + "Content-Digest: sha-256=:AAAA:\r\nDigest: sha-256=AAAA\r\n"
                        + "Content-MD5: AAAA\r\nRepr-Digest: sha-256=:AAAA:\r\nContent-Length: "
                        + text.length()
                        + "\r\n\r\n"
                        + text));
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<byte[]> answer =
          client.send(
              site.request(path, "Accept-Encoding", "br;q=0.5, gzip").build(),
              BodyHandlers.ofByteArray());
      assertThat(answer.headers().firstValue("Content-Encoding")).contains("gzip");
      assertThat(answer.headers().allValues("Vary")).contains("Accept-Encoding");
      assertThat(answer.headers().firstValue("ETag")).contains("W/\"1\"");
      for (String digest : List.of("Content-Digest", "Digest", "Content-MD5", "Repr-Digest")) {
        assertThat(answer.headers().allValues(digest)).as(digest + " of other bytes").isEmpty();
      }
      assertThat(answer.body().length).isLessThan(text.length() / 5);
      assertThat(new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes())
          .isEqualTo(text.getBytes(StandardCharsets.US_ASCII));
      HttpResponse<String> plain = site.get(path);
      assertThat(plain.headers().firstValue("Content-Digest")).contains("sha-256=:AAAA:");
      assertThat(plain.headers().firstValue("Digest")).contains("sha-256=AAAA");
      assertThat(plain.headers().firstValue("Content-MD5")).contains("AAAA");
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
                ScriptedTarget.write(
                    socket,
                    "HTTP/1.1 200 OK\r\nContent-Type: "
                        + parts[0]
                        + "\r\n"
                        + parts[1]
                        + "\r\nContent-Length: "
                        + length
                        + "\r\n\r\n"
                        + "a".repeat(length)));
    HttpResponse<String> answer = site.get(path, "Accept-Encoding", parts[2]);
    assertThat(answer.headers().firstValue("Content-Encoding").orElse("")).isNotEqualTo("gzip");
    assertThat(answer.body()).isEqualTo("a".repeat(length));
  }
}

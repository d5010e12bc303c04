package io.visiona.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardedHeadsTest {
  private static final String AGENT = "0d9f1234-0000-4000-8000-000000000000";
  private static final String PREFIX = "/api/agents/" + AGENT + "/proxy";

  private final ForwardedHeads heads =
      new ForwardedHeads(
          new CliSession(URI.create("https://visiona.example"), "s=secret", "alice", "later"),
          AGENT,
          5000);

  @Test
  void request_goesBelowTheAgent_withTheSession_andTheSitesOwnCookiesOnly() throws Exception {
    HttpHead head =
        heads.request(
            head(
                "GET /a?b=c HTTP/1.1",
                "Host: localhost:5000",
                "Cookie: other=1; agent-0d9f1234-x=2; visiona_session=forged",
                "X-Csrf: 0",
                "Accept: */*",
                "Connection: keep-alive"));
    assertThat(head.first()).isEqualTo("GET " + PREFIX + "/a?b=c HTTP/1.1");
    assertThat(head.all("host")).containsExactly("visiona.example");
    assertThat(head.all("cookie")).containsExactly("s=secret; agent-0d9f1234-x=2");
    assertThat(head.all("x-csrf")).containsExactly("1");
    assertThat(head.all("connection")).containsExactly("close");
    assertThat(head.all("accept")).containsExactly("*/*");
  }

  @Test
  void webSocket_staysOne() throws Exception {
    HttpHead head =
        heads.request(
            head(
                "GET /ws HTTP/1.1",
                "Host: 127.0.0.1:5000",
                "Origin: http://127.0.0.1:5000",
                "Connection: keep-alive, Upgrade",
                "Upgrade: websocket"));
    assertThat(head.all("connection")).containsExactly("Upgrade");
    assertThat(head.all("upgrade")).containsExactly("websocket");
    assertThat(head.all("origin")).containsExactly("https://visiona.example");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: evil.example",
        "Host: evil.example:5000",
        "Host: 127.0.0.1:5001",
        "Host: 127.0.0.1:5000|Host: 127.0.0.1:5000",
        "X-None: 1",
        "Host: 127.0.0.1:5000|Origin: https://evil.example",
        "Host: 127.0.0.1:5000|Origin: null",
        "Host: 127.0.0.1:5000|Sec-Fetch-Site: cross-site|Sec-Fetch-Mode: no-cors",
        "Host: 127.0.0.1:5000|Sec-Fetch-Site: same-site|Sec-Fetch-Mode: cors"
      })
  void whatAnotherPageSends_isRefused(String fields) {
    assertThatThrownBy(() -> heads.request(head("GET / HTTP/1.1", fields.split("\\|"))))
        .isInstanceOf(ForwardedHeads.RefusedException.class);
  }

  @Test
  void linkFromAnotherPage_isFollowed_aFormIsNot() throws Exception {
    String[] navigation = {
      "Host: 127.0.0.1:5000", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate"
    };
    assertThat(heads.request(head("GET / HTTP/1.1", navigation)).first()).contains(PREFIX + "/");
    assertThatThrownBy(() -> heads.request(head("POST / HTTP/1.1", navigation)))
        .isInstanceOf(ForwardedHeads.RefusedException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET http://evil.example/ HTTP/1.1",
        "CONNECT evil.example:443 HTTP/1.1",
        "GET / HTTP/1.0",
        "GET /a b HTTP/1.1",
        "GET"
      })
  void otherRequestLines_areRefused(String first) {
    assertThatThrownBy(() -> heads.request(head(first, "Host: 127.0.0.1:5000")))
        .isInstanceOf(ForwardedHeads.RefusedException.class);
  }

  @Test
  void answer_losesPrefixAndSandbox() throws IOException {
    HttpHead head =
        heads.response(
            head(
                "HTTP/1.1 302 Found",
                "Location: " + PREFIX + "/login?x=1",
                "Set-Cookie: agent-0d9f1234-x=2; Path=" + PREFIX + "/; HttpOnly",
                "Set-Cookie: visiona_session=; Max-Age=0; Path=/",
                "Content-Security-Policy: sandbox",
                "Content-Type: text/html"));
    assertThat(head.all("location")).containsExactly("/login?x=1");
    assertThat(head.all("set-cookie")).containsExactly("agent-0d9f1234-x=2; Path=/; HttpOnly");
    assertThat(head.all("content-security-policy")).isEmpty();
    assertThat(head.all("content-type")).containsExactly("text/html");
    assertThat(head.all("connection")).containsExactly("close");
  }

  @ParameterizedTest
  @ValueSource(strings = {"no colon", "Name : value", ": value"})
  void malformedHead_isNotRead(String line) {
    assertThatThrownBy(() -> head("GET / HTTP/1.1", line)).isInstanceOf(IOException.class);
  }

  private static HttpHead head(String first, String... fields) throws IOException {
    String text = first + "\r\n" + String.join("\r\n", fields) + "\r\n\r\n";
    return HttpHead.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
  }
}

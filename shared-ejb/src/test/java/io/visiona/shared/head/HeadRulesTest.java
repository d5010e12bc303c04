package io.visiona.shared.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.visiona.shared.container.Container;
import io.visiona.shared.container.ContainerConfig;
import io.visiona.shared.container.ContainerConfig.Kind;
import io.visiona.shared.container.UnseenHeadException;
import io.visiona.shared.head.HeadRules.Violation;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class HeadRulesTest {
  private static final String LINE = "POST /x HTTP/1.1\r\nHost: h\r\n";

  private static Optional<Violation> check(String head) {
    byte[] bytes = head.getBytes(StandardCharsets.ISO_8859_1);
    return HeadRules.check(bytes, 0, bytes.length);
  }

  @Test
  void goodHeads_pass() {
    assertThat(check(LINE + "\r\n")).isEmpty();
    assertThat(check(LINE + "Content-Length: 5\r\n\r\n")).isEmpty();
    assertThat(check(LINE + "Transfer-Encoding: Chunked\r\n\r\n")).isEmpty();
    assertThat(check(LINE + "content-length:0\r\nX:\r\nX-Tab: a\tb\u00e4\t\r\n\r\n")).isEmpty();
    assertThat(check("GET / HTTP/1.0\r\n\r\n")).isEmpty();
  }

  @Test
  void eachViolation_isFound() {
    assertThat(check("POST /x HTTP/1.1\nHost: h\n\n")).contains(Violation.BARE_LINE_FEED);
    assertThat(check(LINE + "X: a\nY: b\r\n\r\n")).contains(Violation.BARE_LINE_FEED);
    assertThat(check(LINE + "X: a\rY: b\r\n\r\n")).contains(Violation.BARE_CARRIAGE_RETURN);
    assertThat(check(LINE + "X: a\u0000b\r\n\r\n")).contains(Violation.CONTROL_CHARACTER);
    assertThat(check(LINE + "X: a\r\n b\r\n\r\n")).contains(Violation.OBSOLETE_FOLD);
    assertThat(check(LINE + "X: a\r\n\tb\r\n\r\n")).contains(Violation.OBSOLETE_FOLD);
    assertThat(check(LINE + "X : a\r\n\r\n")).contains(Violation.MALFORMED_FIELD);
    assertThat(check(LINE + "X\r\n\r\n")).contains(Violation.MALFORMED_FIELD);
    assertThat(check(LINE + ": a\r\n\r\n")).contains(Violation.MALFORMED_FIELD);
    assertThat(check("POST  /x HTTP/1.1\r\nHost: h\r\n\r\n"))
        .contains(Violation.MALFORMED_REQUEST_LINE);
    assertThat(check("POST\t/x HTTP/1.1\r\nHost: h\r\n\r\n"))
        .contains(Violation.MALFORMED_REQUEST_LINE);
    assertThat(check("POST /x HTTP/1.9\r\nHost: h\r\n\r\n"))
        .contains(Violation.MALFORMED_REQUEST_LINE);
    assertThat(check("POST /x HTTP/2.0\r\nHost: h\r\n\r\n"))
        .contains(Violation.MALFORMED_REQUEST_LINE);
    assertThat(check(LINE + "Content-Length: 5\r\nContent-Length: 5\r\n\r\n"))
        .contains(Violation.SEVERAL_LENGTHS);
    assertThat(check(LINE + "Content-Length: 5, 5\r\n\r\n")).contains(Violation.SEVERAL_LENGTHS);
    for (String length :
        new String[] {"", "+5", "-5", "0x5", "5 5", "5;", "\u00b2", "9999999999999999999"}) {
      assertThat(check(LINE + "Content-Length: " + length + "\r\n\r\n"))
          .as(length)
          .contains(Violation.MALFORMED_LENGTH);
    }
    assertThat(check(LINE + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"))
        .contains(Violation.LENGTH_AND_CODING);
    assertThat(check(LINE + "transfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n"))
        .contains(Violation.LENGTH_AND_CODING);
    for (String coding :
        new String[] {
          "xchunked",
          "gzip, chunked",
          "chunked, chunked",
          "identity",
          "",
          "chunked;q=1",
          "\"chunked\""
        }) {
      assertThat(check(LINE + "Transfer-Encoding: " + coding + "\r\n\r\n"))
          .as(coding)
          .contains(Violation.UNKNOWN_CODING);
    }
    assertThat(check(LINE + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n"))
        .contains(Violation.UNKNOWN_CODING);
    assertThat(check("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"))
        .contains(Violation.UNKNOWN_CODING);
    assertThat(check(LINE + "Host: h\r\n\r\n")).contains(Violation.HOST);
    assertThat(check("GET / HTTP/1.1\r\n\r\n")).contains(Violation.HOST);
    assertThat(check(LINE)).as("no end").isPresent();
    assertThat(check("")).isPresent();
  }

  @Test
  void headBehindEarlierRequests_isFound() {
    String earlier = "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nabcde";
    String own = "GET /b HTTP/1.1\r\nHost: h\r\nX: y\r\n\r\n";
    assertThat(start(earlier + own, "GET")).isEqualTo(earlier.length());
    assertThat(start(own, "GET")).isZero();
    assertThat(start("\r\n" + own, "GET")).isEqualTo(2);
    assertThat(start("GET / HTTP/1.1\n\n", "GET")).isZero();
    String pretending =
        earlier + "GET /b HTTP/1.1\r\nX: a\nb\r\nY: GET /c HTTP/1.1\r\nHost: h\r\n\r\n";
    assertThat(start(pretending, "GET"))
        .as("a method in a field hides nothing before it")
        .isEqualTo(earlier.length());
  }

  private static int start(String text, String method) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return RequestHeads.start(bytes, bytes.length, method);
  }

  @Test
  void anyBytes_areJudgedWithoutFault() {
    Random random = new Random(5);
    byte[] alphabet =
        "\r\n \t:GETHost/x1.Content-Length5Transfer-Encodingchunked\u0000"
            .getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = new byte[random.nextInt(80)];
      for (int k = 0; k < bytes.length; k++) {
        bytes[k] = alphabet[random.nextInt(alphabet.length)];
      }
      int start = RequestHeads.start(bytes, bytes.length, "GET");
      assertThat(start).isBetween(0, bytes.length);
      assertThat(HeadRules.check(bytes, start, bytes.length)).isNotNull();
    }
  }

  @Test
  void anotherContainer_isNotTrusted() {
    HttpServletRequest stranger =
        (HttpServletRequest)
            Proxy.newProxyInstance(
                HeadRulesTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) -> null);
    assertThatThrownBy(
            () -> RequestHeads.see(stranger, Container.of(new ContainerConfig(Kind.OPEN_LIBERTY))))
        .isInstanceOf(UnseenHeadException.class);
  }
}

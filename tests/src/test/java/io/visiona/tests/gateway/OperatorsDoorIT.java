package io.visiona.tests.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.tests.support.KeyStores;
import io.visiona.tests.support.RawExchange;
import io.visiona.tests.support.TlsExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/**
 * What Open Liberty serves itself, on the operators' ports, refuses what the applications refuse:
 * before it asks for credentials, and in its own form.
 */
@OnGatewaySite
final class OperatorsDoorIT {
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.\\d (\\d{3}) ");

  /** One of each application that the server brings. */
  private static final List<String> PATHS =
      List.of(
          "/health",
          "/health/live",
          "/metrics",
          "/ibm/api/config",
          "/IBMJMXConnectorREST/mbeans",
          "/IBMJMXConnectorREST/file/%24%7Bserver.config.dir%7D%2Fserver.xml",
          "/adminCenter/",
          "/ibm/adminCenter/explore-1.0/",
          "/ibm/adminCenter/serverConfig-1.0/");

  private final int plain;
  private final int secure;
  private final TlsExchange tls;

  OperatorsDoorIT(GatewaySite site) throws Exception {
    this.plain = site.stack().ports().operations();
    this.secure = site.stack().ports().admin();
    this.tls = new TlsExchange(secure, site.keyStore(), KeyStores.PASSWORD);
  }

  private Map<String, String> ports(String request) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("http", request.replace("HOST", "127.0.0.1:" + plain));
    all.put("https", request.replace("HOST", "127.0.0.1:" + secure));
    return all;
  }

  /** Everything that comes until the server ends the connection, which it must. */
  private String answer(String port, String request) throws IOException {
    if (port.equals("https")) {
      return tls.raw(request);
    }
    try (RawExchange raw = new RawExchange(URI.create("http://127.0.0.1:" + plain))) {
      raw.send(request);
      ByteArrayOutputStream read = new ByteArrayOutputStream();
      InputStream in = raw.socket().getInputStream();
      in.transferTo(read);
      return read.toString(StandardCharsets.ISO_8859_1);
    }
  }

  private static List<Integer> statuses(String answer) {
    return STATUS.matcher(answer).results().map(one -> Integer.valueOf(one.group(1))).toList();
  }

  @Test
  void malformedHead_is400_andTheLastRequestOfItsConnection() throws IOException {
    SoftAssertions all = new SoftAssertions();
    for (String path : PATHS) {
      for (var malformed : Malformed.heads("HOST", path).entrySet()) {
        for (var request : ports(malformed.getValue()).entrySet()) {
          String as = malformed.getKey() + " at " + request.getKey() + " " + path;
          String answer = answer(request.getKey(), request.getValue());
          all.assertThat(statuses(answer)).as(as).containsExactly(400);
          all.assertThat(answer).as(as).contains("The request is not valid.");
        }
      }
      for (var malformed : Malformed.unseen("HOST", path).entrySet()) {
        for (var request : ports(malformed.getValue()).entrySet()) {
          String as = malformed.getKey() + " at " + request.getKey() + " " + path;
          List<Integer> statuses = statuses(answer(request.getKey(), request.getValue()));
          all.assertThat(statuses).as(as).hasSize(1);
          all.assertThat(statuses.getFirst()).as(as).isBetween(400, 505);
        }
      }
    }
    all.assertAll();
  }

  @Test
  void malformedChunks_are400_andTheLastRequestOfTheirConnection() throws IOException {
    SoftAssertions all = new SoftAssertions();
    for (String path : PATHS) {
      for (var chunks : Malformed.chunks().entrySet()) {
        String post =
            "POST "
                + path
                + " HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n"
                + chunks.getValue()
                + "GET /health?smuggled HTTP/1.1\r\nHost: HOST\r\n\r\n";
        for (var request : ports(post).entrySet()) {
          String as = chunks.getKey() + " at " + request.getKey() + " " + path;
          all.assertThat(statuses(answer(request.getKey(), request.getValue())))
              .as(as)
              .containsExactly(400);
        }
      }
    }
    all.assertAll();
  }

  @Test
  void methodThatNobodyServes_is405_andNothingIsEchoed() throws IOException {
    SoftAssertions all = new SoftAssertions();
    for (String path : PATHS) {
      for (String method : List.of("get", "TRACE", "CONNECT")) {
        String sent = method + " " + path + " HTTP/1.1\r\nHost: HOST\r\nX-Secret: echoed\r\n\r\n";
        for (var request : ports(sent).entrySet()) {
          String as = method + " at " + request.getKey() + " " + path;
          String answer = answer(request.getKey(), request.getValue());
          all.assertThat(statuses(answer)).as(as).containsExactly(405);
          all.assertThat(answer).as(as).doesNotContain("echoed");
        }
      }
    }
    all.assertAll();
  }

  @Test
  void targetAndHeadThatAreTooLarge_are414And431() throws IOException {
    String get = "GET /health/live?%s HTTP/1.1\r\nHost: HOST\r\n%s\r\n";
    for (var request : ports(get.formatted("x".repeat(17 * 1024), "")).entrySet()) {
      assertThat(statuses(answer(request.getKey(), request.getValue()))).containsExactly(414);
    }
    String fields = ("X-Large: " + "x".repeat(7 * 1024) + "\r\n").repeat(7);
    for (var request : ports(get.formatted("", fields)).entrySet()) {
      assertThat(statuses(answer(request.getKey(), request.getValue()))).containsExactly(431);
    }
  }

  /** And what is good goes on, encoded slashes and bodies in chunks as well. */
  @Test
  void goodRequests_areServed() throws IOException {
    SoftAssertions all = new SoftAssertions();
    for (String path : PATHS) {
      for (var request : ports("GET " + path + " HTTP/1.1\r\nHost: HOST\r\n\r\n").entrySet()) {
        String as = request.getKey() + " " + path;
        List<Integer> statuses = statuses(answer(request.getKey(), request.getValue()));
        // Those with a password ask for it, or for a secure connection first.
        boolean open = path.startsWith("/health") || path.equals("/metrics");
        all.assertThat(statuses)
            .as(as)
            .hasSize(1)
            .isSubsetOf(open ? List.of(200) : List.of(302, 401, 403));
      }
    }
    String post =
        "POST /ibm/api/config HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (var request : ports(post + "5;a=b\r\nabcde\r\n0\r\nX-T: t\r\n\r\n").entrySet()) {
      all.assertThat(statuses(answer(request.getKey(), request.getValue())))
          .as("chunks at " + request.getKey())
          .hasSize(1)
          .isSubsetOf(List.of(401, 403));
    }
    all.assertAll();
  }
}

package io.visiona.shared.head;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.shared.container.Container;
import io.visiona.shared.container.ContainerConfig;
import io.visiona.shared.container.ContainerConfig.Kind;
import io.visiona.shared.head.HeadRules.Violation;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Heads on a server that only tells what its parser made of them. */
final class ParsedHeadTest {
  private static final Container STANDARD = Container.of(new ContainerConfig(Kind.STANDARD));

  @Test
  void goodHead_passes_withItsTargetAsSent() throws Exception {
    RequestHeads.Seen seen = see("/a%2Fb;c=d", "x=1&y=", Map.of("Host", List.of("h")));
    assertThat(seen.violation()).isEmpty();
    assertThat(seen.method()).isEqualTo("GET");
    assertThat(seen.target()).isEqualTo("/a%2Fb;c=d?x=1&y=");
  }

  @Test
  void whatTheParserLeft_isJudgedByTheSameRules() throws Exception {
    assertThat(violation("Content-Length", "5", "6")).contains(Violation.SEVERAL_LENGTHS);
    assertThat(violation("Content-Length", "5a")).contains(Violation.MALFORMED_LENGTH);
    assertThat(violation("Transfer-Encoding", "gzip")).contains(Violation.UNKNOWN_CODING);
    assertThat(violation("X", "a\u0001b")).contains(Violation.CONTROL_CHARACTER);
    assertThat(violation("X", "a\nb: c")).isPresent();
    assertThat(violation("Y Z", "c")).isPresent();
    assertThat(see("/", null, Map.of()).violation()).contains(Violation.HOST);
    assertThat(see("/", null, Map.of("Host", List.of("a", "b"))).violation())
        .contains(Violation.HOST);
  }

  private static Optional<Violation> violation(String name, String... values) throws Exception {
    return see("/", null, Map.of("Host", List.of("h"), name, List.of(values))).violation();
  }

  private static RequestHeads.Seen see(
      String path, @Nullable String query, Map<String, List<String>> fields) throws Exception {
    Map<String, List<String>> ordered = new TreeMap<>(fields);
    HttpServletRequest request =
        (HttpServletRequest)
            Proxy.newProxyInstance(
                ParsedHeadTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) ->
                    switch (method.getName()) {
                      case "getMethod" -> "GET";
                      case "getRequestURI" -> path;
                      case "getQueryString" -> query;
                      case "getProtocol" -> "HTTP/1.1";
                      case "getHeaderNames" -> Collections.enumeration(ordered.keySet());
                      case "getHeaders" ->
                          Collections.enumeration(
                              ordered.getOrDefault((String) arguments[0], List.of()));
                      default -> throw new UnsupportedOperationException(method.getName());
                    });
    return RequestHeads.see(request, STANDARD);
  }
}

package io.visiona.tests.signin;

import com.nimbusds.oauth2.sdk.util.URLUtils;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request to the token endpoint as it came.
 *
 * @param authorization every {@code Authorization} header
 * @param form the body's fields
 */
record TokenCall(List<String> authorization, Map<String, List<String>> form) {
  TokenCall {
    authorization = List.copyOf(authorization);
    form = Map.copyOf(form);
  }

  static TokenCall read(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    return new TokenCall(
        exchange.getRequestHeaders().getOrDefault("Authorization", List.of()),
        URLUtils.parseParameters(body));
  }

  Optional<String> field(String name) {
    return form.getOrDefault(name, List.of()).stream().findFirst();
  }
}

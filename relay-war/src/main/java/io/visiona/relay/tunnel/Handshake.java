package io.visiona.relay.tunnel;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Locale;
import java.util.stream.Stream;

/** What a request wants to become. */
public enum Handshake {
  WEBSOCKET,
  YAMUX,
  NONE;

  /**
   * What its {@code Upgrade} and {@code Connection} headers ask for; yamux where both are offered.
   */
  public static Handshake of(HttpServletRequest request) {
    if (!tokens(request, "Connection").anyMatch("upgrade"::equals)) {
      return NONE;
    }
    if (tokens(request, "Upgrade").anyMatch("yamux"::equals)) {
      return YAMUX;
    }
    return tokens(request, "Upgrade").anyMatch("websocket"::equals) ? WEBSOCKET : NONE;
  }

  private static Stream<String> tokens(HttpServletRequest request, String header) {
    return Collections.list(request.getHeaders(header)).stream()
        .flatMap(value -> Stream.of(value.split(",")))
        .map(token -> token.strip().toLowerCase(Locale.ROOT));
  }
}

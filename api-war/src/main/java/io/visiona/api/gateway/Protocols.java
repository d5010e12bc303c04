package io.visiona.api.gateway;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code Sec-WebSocket-Protocol: bearer, <token>}: how a page's script sends a token with a
 * WebSocket, to which it can add no other header.
 *
 * @param token what followed {@code bearer}
 * @param others what else was offered, for the service
 */
record Protocols(String token, List<String> others) {
  static final String HEADER = "Sec-WebSocket-Protocol";
  static final String BEARER = "bearer";

  /** Empty when no token is offered. */
  static Optional<Protocols> of(HttpServletRequest request) {
    List<String> offered =
        Collections.list(request.getHeaders(HEADER)).stream()
            .flatMap(line -> Stream.of(line.split(",", -1)))
            .map(String::strip)
            .toList();
    int bearer = offered.indexOf(BEARER);
    if (bearer < 0 || bearer + 1 >= offered.size()) {
      return Optional.empty();
    }
    List<String> others =
        Stream.concat(
                offered.subList(0, bearer).stream(),
                offered.subList(bearer + 2, offered.size()).stream())
            .toList();
    return Optional.of(new Protocols(offered.get(bearer + 1), others));
  }

  @Override
  public String toString() {
    return "Protocols[***]";
  }
}

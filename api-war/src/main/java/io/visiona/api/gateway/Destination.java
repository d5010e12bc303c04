package io.visiona.api.gateway;

import io.visiona.api.gateway.routes.GatewayRoute;
import io.visiona.api.gateway.routes.GatewayRouteTable;
import io.visiona.api.gateway.routes.RequestPath;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Step 1: where a request goes, by its target as sent.
 *
 * @param path for the service: in its one spelling, or as sent where the route takes encoded
 *     slashes
 * @param query as sent; null when there is none
 */
record Destination(GatewayRoute route, String path, @Nullable String query) {

  /** What was found. */
  sealed interface Found {
    record To(Destination destination) implements Found {}

    record Nowhere(GatewayError error) implements Found {}
  }

  /** Looks for the route of a target below {@code /gateway}. */
  static Found find(String target, GatewayRouteTable table) {
    int mark = target.indexOf('?');
    String uri = mark < 0 ? target : target.substring(0, mark);
    String query = mark < 0 ? null : target.substring(mark + 1);
    if (query != null && !isVisible(query)) {
      return new Found.Nowhere(GatewayError.BAD_REQUEST);
    }
    Optional<RequestPath> plain = RequestPath.of(uri);
    if (plain.isPresent()) {
      return found(table.match(plain.get()), plain.get().path(), query);
    }
    Optional<RequestPath> encoded = RequestPath.ofEncoded(uri);
    Optional<GatewayRoute> route = encoded.flatMap(table::match).filter(GatewayRoute::encodedPath);
    return route.isEmpty()
        ? new Found.Nowhere(GatewayError.BAD_REQUEST)
        : found(route, uri.substring(RequestPath.PREFIX.length()), query);
  }

  private static Found found(Optional<GatewayRoute> route, String path, @Nullable String query) {
    return route
        .<Found>map(to -> new Found.To(new Destination(to, path, query)))
        .orElseGet(() -> new Found.Nowhere(GatewayError.NOT_FOUND));
  }

  private static boolean isVisible(String query) {
    return query.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }

  String target() {
    return route.target(path, query);
  }
}

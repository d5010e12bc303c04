package io.visiona.api.gateway.routes;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All routes; the longest that fits a path wins, an exact one before a prefix. Immutable. */
public final class GatewayRouteTable {
  /** Nothing has a route. */
  public static final GatewayRouteTable EMPTY = new GatewayRouteTable(List.of());

  private final Map<String, GatewayRoute> exact = new HashMap<>();
  private final Map<String, GatewayRoute> prefixes = new HashMap<>();
  private final List<GatewayRoute> all;
  private final Set<String> claimHeaders;

  /** Paths must differ. */
  public GatewayRouteTable(Collection<GatewayRoute> routes) {
    this.all = List.copyOf(routes);
    this.claimHeaders =
        all.stream()
            .flatMap(route -> route.headers().keySet().stream())
            .map(HeaderNames::folded)
            .collect(Collectors.toUnmodifiableSet());
    for (GatewayRoute route : all) {
      GatewayRoute other = (route.prefix() ? prefixes : exact).put(route.path(), route);
      if (other != null) {
        throw new IllegalArgumentException("two routes for " + route.path());
      }
    }
  }

  /**
   * Whether a caller's field of that name must not reach any service: some route fills it, and a
   * service may be behind another route as well.
   */
  public boolean isClaimHeader(String name) {
    return !claimHeaders.isEmpty() && claimHeaders.contains(HeaderNames.folded(name));
  }

  /** In the order of the file. */
  public List<GatewayRoute> routes() {
    return all;
  }

  /**
   * The route of a path. A prefix ends at a slash: {@code /api/*} is for {@code /api} and {@code
   * /api/x}, not for {@code /apis}.
   */
  public Optional<GatewayRoute> match(RequestPath path) {
    GatewayRoute whole = exact.get(path.path());
    if (whole != null) {
      return Optional.of(whole);
    }
    for (String candidate = path.path(); candidate != null; candidate = parent(candidate)) {
      GatewayRoute route = prefixes.get(candidate);
      if (route != null) {
        return Optional.of(route);
      }
    }
    return Optional.empty();
  }

  /** The root is the empty text, because its prefix is {@code /*}. */
  private static @Nullable String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? null : path.substring(0, slash);
  }
}

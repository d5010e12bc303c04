package io.visiona.api.gateway.routes;

import java.util.List;

/** What reading a route file gave: all of it, or nothing and why. */
public sealed interface ReadRoutes {

  /** Every row is good. */
  record Valid(GatewayRouteTable table) implements ReadRoutes {}

  /** At least one row is not; in the order of their lines. */
  record Invalid(List<RouteProblem> problems) implements ReadRoutes {
    public Invalid {
      problems = List.copyOf(problems);
    }
  }
}

package io.visiona.api.forward;

import io.visiona.api.forward.Route.Kind;
import java.util.List;

/** The one table of what is forwarded, in the order of matching. */
public final class Routes {
  /** All rows. */
  public static final List<Route> TABLE =
      List.of(new Route("*", "/proxy/{path}", "/{path}", Kind.PROXY, "Anything the agent's own web server offers."));

  private Routes() {}
}

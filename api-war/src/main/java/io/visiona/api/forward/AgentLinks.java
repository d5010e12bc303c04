package io.visiona.api.forward;

/**
 * Where an agent's site is seen from outside, for what its server says and is told of places.
 *
 * @param host of the request, as the client sent it; empty when it sent none
 */
record AgentLinks(ForwardTarget target, String host) {
  /** A loopback name passes the usual checks of local servers against rebinding. */
  static final String AGENT_HOST = "localhost";

  private static final String SCHEME_END = "://";

  /**
   * The {@code Origin} that the agent's server is told: its own for this server's, others as is.
   */
  String origin(String given) {
    return isThisServer(given) ? "http://" + AGENT_HOST : given;
  }

  /**
   * What points to the agent's own site points to where it is seen from here. The agent's server
   * may know the site by its own name, or by what {@code X-Forwarded-Host} and {@code
   * X-Forwarded-Prefix} have told it: what is right already stays.
   */
  String location(String value) {
    if (value.startsWith("/") && !value.startsWith("//")) {
      return target.seen(value);
    }
    int scheme = value.indexOf(SCHEME_END);
    if (scheme < 0) {
      return value;
    }
    int path = value.indexOf('/', scheme + SCHEME_END.length());
    String origin = path < 0 ? value : value.substring(0, path);
    boolean own =
        origin.equals("http://" + AGENT_HOST)
            || origin.equals("https://" + AGENT_HOST)
            || isThisServer(origin);
    return own ? target.seen(path < 0 ? "/" : value.substring(path)) : value;
  }

  private boolean isThisServer(String origin) {
    int scheme = origin.indexOf(SCHEME_END);
    return scheme > 0
        && !host.isEmpty()
        && origin.substring(scheme + SCHEME_END.length()).equalsIgnoreCase(host);
  }
}

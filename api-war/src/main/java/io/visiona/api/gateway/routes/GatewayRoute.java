package io.visiona.api.gateway.routes;

import io.visiona.api.gateway.limit.RequestQuota;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One row of the table.
 *
 * @param path below {@code /gateway}, without the {@code /*} of a prefix
 * @param prefix whether everything below the path is meant too
 * @param service the service's name, in metrics and logs
 * @param url where it is: scheme, host, port and what its paths begin with
 * @param authRequired whether a caller has to be known
 * @param rateLimit its own quota; empty for the common one
 * @param unlimited whether no quota counts
 * @param rawBody whether nothing on the way may touch the body, in either direction: no compression
 * @param forwardToken whether the service gets the caller's {@code Authorization}
 * @param methods what it takes
 * @param addedMethods of these, what preflights are told beside the usual ones
 * @param responseTimeout from the end of a request to the head of the response
 * @param idleTimeout without progress of a body
 * @param require what a token must say; empty when any will do
 * @param headers fields for the service, by name, and the claims that fill them
 * @param encodedPath whether encoded slashes are let through
 * @param bearerSubprotocol whether a WebSocket's token may come in {@code Sec-WebSocket-Protocol}
 * @param slackSecret the configuration key of the secret Slack signs with; empty when signatures
 *     are not checked here
 */
public record GatewayRoute(
    String path,
    boolean prefix,
    String service,
    URI url,
    boolean authRequired,
    Optional<RequestQuota> rateLimit,
    boolean unlimited,
    boolean rawBody,
    boolean forwardToken,
    Set<String> methods,
    Set<String> addedMethods,
    Duration responseTimeout,
    Duration idleTimeout,
    Optional<Requirement> require,
    Map<String, String> headers,
    boolean encodedPath,
    boolean bearerSubprotocol,
    Optional<String> slackSecret) {
  /** What a route takes that names no methods. */
  public static final Set<String> USUAL_METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  public GatewayRoute {
    methods = Set.copyOf(methods);
    addedMethods = Set.copyOf(addedMethods);
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
  }

  /**
   * The target for the service.
   *
   * @param path for the service, normalised or, with encoded slashes, as sent
   * @param query what follows {@code ?}, as sent; null when there is none
   */
  public String target(String path, @Nullable String query) {
    String base = url.getRawPath();
    String target = (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path;
    return query == null ? target : target + "?" + query;
  }

  /** As callers see it: which requests it is for. */
  public String pattern() {
    return RequestPath.PREFIX + path + (prefix ? "/*" : "");
  }

  /** The name its quota goes by: its own when it has one. */
  public String policy() {
    return rateLimit.isPresent() ? path : "default";
  }
}

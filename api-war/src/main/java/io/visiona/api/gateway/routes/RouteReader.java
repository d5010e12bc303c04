package io.visiona.api.gateway.routes;

import io.visiona.api.gateway.limit.RequestQuota;
import io.visiona.shared.config.Durations;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Reads one row. */
final class RouteReader {
  private static final Pattern SERVICE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");
  private static final Pattern METHOD = Pattern.compile("[A-Z]{1,20}");
  private static final Pattern SECRET_KEY = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,127}");

  /** Never forwarded: they are for the gateway itself, or reveal what the service got. */
  private static final Set<String> NEVER = Set.of("CONNECT", "TRACE");

  /** What preflights are told anyway. */
  private static final Set<String> PREFLIGHT =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS");

  private static final Duration LEAST = Duration.ofMillis(100);
  private static final Duration MOST = Duration.ofHours(1);
  private static final Duration RESPONSE = Duration.ofSeconds(30);
  private static final Duration IDLE = Duration.ofMinutes(5);

  private final RouteFields fields;
  private final Predicate<String> knownSecret;

  RouteReader(RouteFields fields, Predicate<String> knownSecret) {
    this.fields = fields;
    this.knownSecret = knownSecret;
  }

  /**
   * Empty when a field that everything else hangs on is missing; other problems are noted as well.
   */
  Optional<GatewayRoute> route() {
    Optional<String> path = fields.text("path", true).filter(this::isPath);
    Optional<String> service = fields.text("service", true).filter(this::isService);
    Optional<URI> url = fields.text("url", true).flatMap(this::url);
    Optional<String> limit = fields.text("rate_limit", false);
    boolean unlimited = limit.filter("none"::equals).isPresent();
    Optional<RequestQuota> quota = unlimited ? Optional.empty() : limit.flatMap(this::quota);
    boolean authRequired = fields.flag("auth_required", true);
    boolean rawBody = fields.flag("raw_body", false);
    boolean forwardToken = fields.flag("forward_token", false);
    Set<String> named = methods();
    Duration response = duration("response_timeout", RESPONSE);
    Duration idle = duration("idle_timeout", IDLE);
    Optional<Requirement> require = requirement(authRequired);
    Map<String, String> headers = headers(authRequired);
    boolean encodedPath = fields.flag("encoded_path", false);
    boolean bearerSubprotocol = fields.flag("bearer_subprotocol", false);
    if (bearerSubprotocol && !authRequired) {
      fields.problem("bearer_subprotocol", "needs auth_required: true");
    }
    Optional<String> slackSecret = slackSecret(rawBody, authRequired);
    fields.refuseOthers();
    if (path.isEmpty() || service.isEmpty() || url.isEmpty()) {
      return Optional.empty();
    }
    boolean prefix = path.get().endsWith("/*");
    Set<String> added = new TreeSet<>(named);
    added.removeAll(PREFLIGHT);
    return Optional.of(
        new GatewayRoute(
            prefix ? path.get().substring(0, path.get().length() - 2) : path.get(),
            prefix,
            service.get(),
            url.get(),
            authRequired,
            quota,
            unlimited,
            rawBody,
            forwardToken,
            named.isEmpty() ? GatewayRoute.USUAL_METHODS : named,
            added,
            response,
            idle,
            require,
            headers,
            encodedPath,
            bearerSubprotocol,
            slackSecret));
  }

  private boolean isPath(String path) {
    String plain = path.endsWith("/*") ? path.substring(0, path.length() - 1) : path;
    boolean good =
        path.startsWith("/")
            && plain.indexOf('*') < 0
            && RequestPath.of(RequestPath.PREFIX + plain)
                .filter(normal -> normal.path().equals(plain))
                .isPresent();
    if (!good) {
      fields.problem(
          "path",
          "must be a path such as /api/items or /api/items/*, spelled as it is after normalisation");
    }
    return good;
  }

  private boolean isService(String service) {
    boolean good = SERVICE.matcher(service).matches();
    if (!good) {
      fields.problem("service", "must have 1 to 64 letters, digits and _ . -");
    }
    return good;
  }

  private Optional<URI> url(String text) {
    try {
      URI url = new URI(text);
      boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      boolean bare =
          url.getRawUserInfo() == null && url.getRawQuery() == null && url.getRawFragment() == null;
      String path = url.getRawPath() == null ? "" : url.getRawPath();
      boolean plainPath = path.isEmpty() || RequestPath.of(RequestPath.PREFIX + path).isPresent();
      if (http && bare && plainPath && url.getHost() != null && url.getPort() <= 65_535) {
        return Optional.of(url);
      }
    } catch (URISyntaxException malformed) {
      fields.problem("url", "is not a URL");
      return Optional.empty();
    }
    fields.problem(
        "url", "must be an absolute http(s) URL without user information, query or fragment");
    return Optional.empty();
  }

  private Optional<RequestQuota> quota(String text) {
    Optional<RequestQuota> quota = RequestQuota.parse(text);
    if (quota.isEmpty()) {
      fields.problem("rate_limit", "must be such as 60/min, 10/s, 1000/h, or none");
    }
    return quota;
  }

  private Set<String> methods() {
    List<String> named = fields.list("methods");
    Set<String> methods = new TreeSet<>();
    for (String method : named) {
      if (METHOD.matcher(method).matches() && !NEVER.contains(method)) {
        methods.add(method);
      } else {
        fields.problem(
            "methods", "has something that is no method in capitals, or is never forwarded");
      }
    }
    return methods;
  }

  private Duration duration(String name, Duration fallback) {
    Optional<String> text = fields.text(name, false);
    if (text.isEmpty()) {
      return fallback;
    }
    Optional<Duration> value = Durations.parse(text.get());
    if (value.isEmpty() || value.get().compareTo(LEAST) < 0 || value.get().compareTo(MOST) > 0) {
      fields.problem(name, "must be a duration such as 30s, from 100ms to 1h");
      return fallback;
    }
    return value.get();
  }

  private Optional<Requirement> requirement(boolean authRequired) {
    Optional<RouteFields> inner = fields.mapping("require");
    if (inner.isEmpty()) {
      return Optional.empty();
    }
    if (!authRequired) {
      fields.problem("require", "needs auth_required: true");
    }
    Optional<String> claim = inner.get().text("claim", true);
    List<String> any = inner.get().list("any");
    inner.get().refuseOthers();
    if (any.isEmpty() || any.stream().anyMatch(String::isBlank)) {
      fields.problem("require", "needs any: with at least one value");
    }
    // What is incomplete is a problem, and the file is refused; nothing is let through by it.
    return Optional.of(new Requirement(claim.orElse(""), Set.copyOf(any)));
  }

  private Map<String, String> headers(boolean authRequired) {
    Optional<RouteFields> inner = fields.mapping("headers");
    Map<String, String> headers = new LinkedHashMap<>();
    if (inner.isEmpty()) {
      return headers;
    }
    if (!authRequired) {
      fields.problem("headers", "needs auth_required: true");
    }
    Set<String> folded = new TreeSet<>();
    for (String name : inner.get().names()) {
      Optional<String> claim = inner.get().text(name, true);
      if (!HeaderNames.isFree(name) || !folded.add(HeaderNames.folded(name))) {
        fields.problem(
            "headers", "must be named X-…, each once, and not as what the gateway says itself");
      }
      claim.ifPresent(value -> headers.put(name, value));
    }
    return headers;
  }

  private Optional<String> slackSecret(boolean rawBody, boolean authRequired) {
    Optional<String> key = fields.text("slack_secret", false);
    if (key.isEmpty()) {
      return key;
    }
    if (!rawBody || authRequired) {
      fields.problem("slack_secret", "needs raw_body: true and auth_required: false");
    }
    if (!SECRET_KEY.matcher(key.get()).matches() || !knownSecret.test(key.get())) {
      fields.problem(
          "slack_secret", "must name a configuration key or environment variable that is set");
    }
    return key;
  }
}

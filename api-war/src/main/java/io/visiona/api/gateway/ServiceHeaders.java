package io.visiona.api.gateway;

import io.visiona.api.proxy.CookieRules;
import io.visiona.api.proxy.HeaderRule;
import io.visiona.api.proxy.HeaderRule.Action;
import io.visiona.api.proxy.HeaderRules;
import io.visiona.api.proxy.HeaderTable;
import io.visiona.shared.exchange.Field;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which header fields pass between a caller and a service. Those of the connection (RFC 9110
 * section 7.6.1) never do, and those that frame a body follow from it.
 */
final class ServiceHeaders {
  private static final String IDENTITY =
      "is what the gateway says, on every route, in any spelling that a server may fold into it";
  private static final String SAID_BY_US = "is said by the gateway, not by a caller";

  /** From the caller to the service. */
  static final HeaderTable REQUEST =
      HeaderTable.folded(
          Action.PASS,
          HeaderRules.join(
              HeaderRules.FRAMING,
              HeaderRules.SAID_BY_US,
              HeaderRules.CLAIMED,
              List.of(
                  HeaderRule.drop("x-user-id", IDENTITY),
                  HeaderRule.drop("x-username", IDENTITY),
                  HeaderRule.rewrite("authorization", "passes where the route says so"),
                  HeaderRule.rewrite("cookie", "carries our session; the rest is kept"),
                  HeaderRule.drop("host", "is the service's"),
                  HeaderRule.drop("x-csrf", "is for this server"))));

  private static final String WHOLE_ORIGIN = "would hold for all of this server's origin";

  /** From the service to the caller. */
  static final HeaderTable RESPONSE =
      HeaderTable.of(
          Action.PASS,
          HeaderRules.join(
              HeaderRules.PROXY_COMMANDS,
              List.of(
                  HeaderRule.drop("content-length", "follows from the body"),
                  HeaderRule.drop(
                      "access-control-*", "other origins are let in by the configuration"),
                  HeaderRule.drop("ratelimit", SAID_BY_US),
                  HeaderRule.drop("ratelimit-policy", SAID_BY_US),
                  HeaderRule.rewrite("set-cookie", "none named like ours"),
                  HeaderRule.rewrite(
                      "www-authenticate", "none that asks for a password under our name"),
                  HeaderRule.drop("x-request-id", SAID_BY_US),
                  HeaderRule.drop("accept-ch", WHOLE_ORIGIN),
                  HeaderRule.drop("critical-ch", WHOLE_ORIGIN),
                  HeaderRule.drop("activate-storage-access", WHOLE_ORIGIN),
                  HeaderRule.drop("alt-svc", WHOLE_ORIGIN),
                  HeaderRule.drop("clear-site-data", WHOLE_ORIGIN),
                  HeaderRule.drop("nel", WHOLE_ORIGIN),
                  HeaderRule.drop("origin-agent-cluster", WHOLE_ORIGIN),
                  HeaderRule.drop("public-key-pins*", WHOLE_ORIGIN),
                  HeaderRule.drop("report-to", WHOLE_ORIGIN),
                  HeaderRule.drop("reporting-endpoints", WHOLE_ORIGIN),
                  HeaderRule.drop("sec-session-*", WHOLE_ORIGIN),
                  HeaderRule.drop("service-worker-allowed", WHOLE_ORIGIN),
                  HeaderRule.drop("set-login", WHOLE_ORIGIN),
                  HeaderRule.drop("speculation-rules", WHOLE_ORIGIN),
                  HeaderRule.drop("strict-transport-security", WHOLE_ORIGIN),
                  HeaderRule.drop("use-as-dictionary", WHOLE_ORIGIN))));

  /** Challenges to which browsers ask for a password (RFC 7617, RFC 7616, RFC 4559). */
  private static final Pattern PASSWORD =
      Pattern.compile(
          "(?:^|,)\\s*(?:basic|digest|ntlm|negotiate)(?:[\\s,]|$)", Pattern.CASE_INSENSITIVE);

  private ServiceHeaders() {}

  /** Whether a field of a service's answer goes to the caller. */
  static boolean passes(Field field) {
    return switch (RESPONSE.action(field.name())) {
      case PASS -> true;
      case DROP -> false;
      case REWRITE ->
          field.is("Set-Cookie")
              ? !CookieRules.isOurs(field.value())
              : !PASSWORD.matcher(field.value()).find();
    };
  }
}

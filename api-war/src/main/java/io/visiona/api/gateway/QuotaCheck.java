package io.visiona.api.gateway;

import io.visiona.api.gateway.limit.QuotaDecision;
import io.visiona.api.gateway.limit.RateLimits;
import io.visiona.api.gateway.limit.RequestQuota;
import io.visiona.api.gateway.routes.GatewayRoute;
import io.visiona.shared.address.ClientAddress;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Step 5: counts a request for its user, or on public routes for the address it comes from, which
 * is the connection's, or the one a trusted proxy tells. A route with a quota of its own is counted
 * by itself, the others together. What is left is told by draft-ietf-httpapi-ratelimit-headers.
 */
final class QuotaCheck {
  private final RateLimits limits;
  private final Supplier<RequestQuota> common;

  QuotaCheck(RateLimits limits, Supplier<RequestQuota> common) {
    this.limits = limits;
    this.common = common;
  }

  /** Sets the headers; false when there were too many. */
  boolean allows(
      HttpServletRequest request,
      HttpServletResponse response,
      GatewayRoute route,
      @Nullable Identity identity) {
    if (route.unlimited()) {
      return true;
    }
    RequestQuota quota = route.rateLimit().orElseGet(common);
    String who = identity == null ? "a:" + ClientAddress.of(request).range() : "u:" + identity.id();
    QuotaDecision decision = limits.take(who + ":" + route.policy(), quota);
    String policy = '"' + route.policy() + '"';
    response.setHeader(
        "RateLimit-Policy", policy + ";q=" + quota.requests() + ";w=" + quota.period().toSeconds());
    response.setHeader(
        "RateLimit", policy + ";r=" + decision.remaining() + ";t=" + decision.resetSeconds());
    if (!decision.allowed()) {
      response.setHeader("Retry-After", Long.toString(decision.resetSeconds()));
    }
    return decision.allowed();
  }
}

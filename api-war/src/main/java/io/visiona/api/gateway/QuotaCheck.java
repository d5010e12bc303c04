package io.visiona.api.gateway;

import io.visiona.api.gateway.limit.Quota;
import io.visiona.api.gateway.limit.RateLimits;
import io.visiona.api.gateway.limit.Verdict;
import io.visiona.api.gateway.routes.Route;
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
  private final Supplier<Quota> common;

  QuotaCheck(RateLimits limits, Supplier<Quota> common) {
    this.limits = limits;
    this.common = common;
  }

  /** Sets the headers; false when there were too many. */
  boolean allows(
      HttpServletRequest request,
      HttpServletResponse response,
      Route route,
      @Nullable Identity identity) {
    if (route.unlimited()) {
      return true;
    }
    Quota quota = route.rateLimit().orElseGet(common);
    String who = identity == null ? "a:" + ClientAddress.of(request).range() : "u:" + identity.id();
    Verdict verdict = limits.take(who + ":" + route.policy(), quota);
    String policy = '"' + route.policy() + '"';
    response.setHeader(
        "RateLimit-Policy", policy + ";q=" + quota.requests() + ";w=" + quota.period().toSeconds());
    response.setHeader(
        "RateLimit", policy + ";r=" + verdict.remaining() + ";t=" + verdict.resetSeconds());
    if (!verdict.allowed()) {
      response.setHeader("Retry-After", Long.toString(verdict.resetSeconds()));
    }
    return verdict.allowed();
  }
}

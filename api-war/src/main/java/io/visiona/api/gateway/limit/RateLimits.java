package io.visiona.api.gateway.limit;

/**
 * Counts requests. Implementations are thread-safe; one that is shared with other servers blocks.
 */
public interface RateLimits {

  /**
   * Counts one request.
   *
   * @param key what it counts for: who and by which policy
   * @param quota what is allowed; a period begins with the first request
   */
  QuotaDecision take(String key, RequestQuota quota);
}

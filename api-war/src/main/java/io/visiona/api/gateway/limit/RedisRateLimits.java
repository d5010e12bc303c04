package io.visiona.api.gateway.limit;

import io.github.bucket4j.BucketExceptions;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeoutException;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.visiona.api.platform.redis.RedisBytes;
import io.visiona.shared.error.ApiException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/**
 * Counts in Redis, for all servers together. While Redis does not answer each server counts for
 * itself: an outage of Redis neither lets everybody through nor keeps everybody out (decision 18).
 */
public final class RedisRateLimits implements RateLimits {
  private static final Logger LOG = System.getLogger(RedisRateLimits.class.getName());
  private static final String PREFIX = "visiona:limit:";

  private final RedisBytes redis;
  private final RateLimits local;
  private final Duration timeout;

  /**
   * Asks nothing yet.
   *
   * @param local counts while Redis is away
   * @param timeout the longest one question may take
   */
  public RedisRateLimits(RedisBytes redis, RateLimits local, Duration timeout) {
    this.redis = redis;
    this.local = local;
    this.timeout = timeout;
  }

  @Override
  public QuotaDecision take(String key, RequestQuota quota) {
    try {
      return redis.call(commands -> {
        ConsumptionProbe probe =
            ask(
                commands,
                PREFIX + key + ":" + quota.requests() + "/" + quota.period().toSeconds(),
                quota);
        return LocalRateLimits.decision(probe);
      });
    } catch (ApiException | BucketExceptions.BucketExecutionException away) {
      LOG.log(Level.DEBUG, "Counting here instead", away);
      return local.take(key, quota);
    }
  }

  private ConsumptionProbe ask(
      RedisAsyncCommands<String, byte[]> commands, String key, RequestQuota quota) {
    try {
      return Bucket4jLettuce.casBasedBuilder(commands)
          .expirationAfterWrite(
              ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(
                  Duration.ofSeconds(1)))
          .requestTimeout(timeout)
          .build()
          .builder()
          .build(key, () -> LocalRateLimits.configuration(quota))
          .tryConsumeAndReturnRemaining(1);
    } catch (TimeoutException silent) {
      // Otherwise the connection would not learn that its Redis is silent.
      throw new RedisCommandTimeoutException(silent.getMessage());
    }
  }
}

package io.visiona.api.identity.sessions;

import io.lettuce.core.SetArgs;
import io.visiona.api.platform.redis.RedisLink;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Logouts that several API servers share. Their clocks are compared: they must not be further apart
 * than a sign-in takes.
 */
final class RedisRecentLogouts implements RecentLogouts {
  private static final String LOGOUT = "visiona:logout:";

  private final RedisLink redis;

  RedisRecentLogouts(RedisLink redis) {
    this.redis = redis;
  }

  @Override
  public void note(String name, Instant at) {
    String millis = Long.toString(at.toEpochMilli());
    SetArgs forAWhile = SetArgs.Builder.px(MEMORY.toMillis());
    redis.<@Nullable String>call(commands -> commands.set(key(name), millis, forAWhile));
  }

  @Override
  public boolean isSince(String name, Instant since) {
    String millis = redis.<@Nullable String>call(commands -> commands.get(key(name)));
    return millis != null && Long.parseLong(millis) >= since.toEpochMilli();
  }

  private static String key(String name) {
    return LOGOUT + Hashes.sha256(name);
  }
}

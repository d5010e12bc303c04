package io.visiona.api.identity.sessions;

import io.lettuce.core.SetArgs;
import io.visiona.api.platform.redis.RedisLink;
import org.jspecify.annotations.Nullable;

/** Used ids that several API servers share. */
final class RedisUsedTokens implements UsedTokens {
  private static final String USED = "visiona:used:";

  private final RedisLink redis;

  RedisUsedTokens(RedisLink redis) {
    this.redis = redis;
  }

  @Override
  public boolean firstUse(String id) {
    SetArgs once = SetArgs.Builder.nx().px(MEMORY.toMillis());
    String noted = redis.<@Nullable String>call(commands -> commands.set(name(id), "1", once));
    return noted != null;
  }

  @Override
  public void forget(String id) {
    redis.call(commands -> commands.del(name(id)));
  }

  private static String name(String id) {
    return USED + Hashes.sha256(id);
  }
}

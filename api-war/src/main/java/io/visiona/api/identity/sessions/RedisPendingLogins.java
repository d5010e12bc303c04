package io.visiona.api.identity.sessions;

import io.lettuce.core.ScriptOutputType;
import io.visiona.api.platform.redis.RedisLink;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Pending logins that several API servers share, so that a callback may reach another server than
 * the login did. The logins of a cookie are one list, each {@code hash-of-state sealed-login}; a
 * set of all lists, by the time of the last login in each, bounds how many there are. Values are
 * sealed for their state.
 */
final class RedisPendingLogins implements PendingLogins {
  private static final String LOGINS = "visiona:pending:";
  private static final String ALL = "visiona:pending-all";

  /**
   * KEYS: list, set of all. ARGV: prefix, name in the set, item, ms to live, now, most per list,
   * most lists.
   */
  private static final String ADD =
      """
      redis.call('RPUSH', KEYS[1], ARGV[3])
      redis.call('LTRIM', KEYS[1], -tonumber(ARGV[6]), -1)
      redis.call('PEXPIRE', KEYS[1], ARGV[4])
      redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', tonumber(ARGV[5]) - tonumber(ARGV[4]))
      redis.call('ZADD', KEYS[2], ARGV[5], ARGV[2])
      local excess = redis.call('ZCARD', KEYS[2]) - tonumber(ARGV[7])
      if excess > 0 then
        for _, name in ipairs(redis.call('ZRANGE', KEYS[2], 0, excess - 1)) do
          redis.call('DEL', ARGV[1] .. name)
          redis.call('ZREM', KEYS[2], name)
        end
      end
      return 1
      """;

  /** KEYS: list, set of all. ARGV: name in the set, hash of the state. */
  private static final String TAKE =
      """
      for _, item in ipairs(redis.call('LRANGE', KEYS[1], 0, -1)) do
        if string.sub(item, 1, #ARGV[2]) == ARGV[2] then
          redis.call('LREM', KEYS[1], 1, item)
          if redis.call('EXISTS', KEYS[1]) == 0 then redis.call('ZREM', KEYS[2], ARGV[1]) end
          return string.sub(item, #ARGV[2] + 2)
        end
      end
      return false
      """;

  /** KEYS: list, list to be, set of all. ARGV: name in the set, name to be. */
  private static final String MOVE =
      """
      if redis.call('EXISTS', KEYS[1]) == 1 then
        redis.call('RENAME', KEYS[1], KEYS[2])
        redis.call('ZADD', KEYS[3], redis.call('ZSCORE', KEYS[3], ARGV[1]) or 0, ARGV[2])
        redis.call('ZREM', KEYS[3], ARGV[1])
      end
      return 1
      """;

  private final RedisLink redis;
  private final Sealer sealer;
  private final Clock clock;
  private final int most;
  private final SessionJson json = new SessionJson();

  /**
   * What is in Redis.
   *
   * @param most cookies with logins, on all servers together
   */
  RedisPendingLogins(RedisLink redis, Sealer sealer, Clock clock, int most) {
    this.redis = redis;
    this.sealer = sealer;
    this.clock = clock;
    this.most = most;
  }

  @Override
  public void add(SessionKey key, PendingLogin login) {
    String hash = Hashes.sha256(login.state());
    String[] arguments = {
      LOGINS,
      key.hash(),
      hash + " " + sealer.seal(place(hash), json.write(login)),
      Long.toString(LIFETIME.toMillis()),
      Long.toString(clock.millis()),
      Integer.toString(MOST_PER_SESSION),
      Integer.toString(most)
    };
    run(ADD, ScriptOutputType.INTEGER, new String[] {LOGINS + key.hash(), ALL}, arguments);
  }

  @Override
  public Optional<PendingLogin> take(SessionKey key, String state) {
    String hash = Hashes.sha256(state);
    Object taken =
        run(
            TAKE,
            ScriptOutputType.VALUE,
            new String[] {LOGINS + key.hash(), ALL},
            key.hash(),
            hash);
    return taken instanceof String value
        ? sealer
            .open(place(hash), value)
            .flatMap(json::readLogin)
            .filter(login -> clock.instant().isBefore(login.createdAt().plus(LIFETIME)))
        : Optional.empty();
  }

  @Override
  public boolean contains(SessionKey key) {
    Long there = redis.<@Nullable Long>call(commands -> commands.exists(LOGINS + key.hash()));
    return there != null && there == 1;
  }

  @Override
  public void move(SessionKey from, SessionKey to) {
    run(
        MOVE,
        ScriptOutputType.INTEGER,
        new String[] {LOGINS + from.hash(), LOGINS + to.hash(), ALL},
        from.hash(),
        to.hash());
  }

  private @Nullable Object run(
      String script, ScriptOutputType output, String[] keys, String... arguments) {
    return redis.<@Nullable Object>call(commands -> commands.eval(script, output, keys, arguments));
  }

  private static String place(String stateHash) {
    return "pending:" + stateHash;
  }
}

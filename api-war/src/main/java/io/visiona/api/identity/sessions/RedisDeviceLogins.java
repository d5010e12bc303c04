package io.visiona.api.identity.sessions;

import io.lettuce.core.ScriptOutputType;
import io.visiona.api.platform.redis.RedisLink;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Waiting programs that several API servers share: the program asks one, the person's browser
 * another. A value is sealed for its program, so that who writes Redis cannot approve; what a user
 * code leads to is compared with the code in the sealed value.
 */
final class RedisDeviceLogins implements DeviceLogins {
  private static final String LOGINS = "visiona:device:";
  private static final String CODES = "visiona:device-code:";
  private static final String ALL = "visiona:device-all";

  /**
   * KEYS: login, code, set of all. ARGV: prefix of logins, name in the set, value, ms to live, now,
   * most.
   */
  private static final String ADD =
      """
      if not redis.call('SET', KEYS[2], ARGV[2], 'NX', 'PX', ARGV[4]) then return 0 end
      redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[4])
      redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', tonumber(ARGV[5]) - tonumber(ARGV[4]))
      redis.call('ZADD', KEYS[3], ARGV[5], ARGV[2])
      redis.call('PEXPIRE', KEYS[3], ARGV[4])
      local excess = redis.call('ZCARD', KEYS[3]) - tonumber(ARGV[6])
      if excess > 0 then
        for _, name in ipairs(redis.call('ZRANGE', KEYS[3], 0, excess - 1)) do
          redis.call('DEL', ARGV[1] .. name)
          redis.call('ZREM', KEYS[3], name)
        end
      end
      return 1
      """;

  /** KEYS: login. ARGV: what it was, what it becomes. */
  private static final String REPLACE =
      """
      if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
      redis.call('SET', KEYS[1], ARGV[2], 'KEEPTTL')
      return 1
      """;

  /** KEYS: login, code, set of all. ARGV: what it was, name in the set. */
  private static final String TAKE =
      """
      if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
      redis.call('DEL', KEYS[1], KEYS[2])
      redis.call('ZREM', KEYS[3], ARGV[2])
      return 1
      """;

  private final RedisLink redis;
  private final Sealer sealer;
  private final Clock clock;
  private final SessionJson json = new SessionJson();

  RedisDeviceLogins(RedisLink redis, Sealer sealer, Clock clock) {
    this.redis = redis;
    this.sealer = sealer;
    this.clock = clock;
  }

  @Override
  public boolean add(DeviceLogin login) {
    return did(
        ADD,
        new String[] {key(login.deviceHash()), code(login.userCode()), ALL},
        LOGINS,
        login.deviceHash(),
        sealed(login),
        Long.toString(LIFETIME.toMillis()),
        Long.toString(clock.millis()),
        Integer.toString(MOST));
  }

  @Override
  public Optional<DeviceLogin> ofDevice(String deviceHash) {
    return Optional.ofNullable(raw(deviceHash)).flatMap(value -> opened(deviceHash, value));
  }

  @Override
  public Optional<DeviceLogin> ofUserCode(String userCode) {
    String device = redis.<@Nullable String>call(commands -> commands.get(code(userCode)));
    return Optional.ofNullable(device)
        .flatMap(this::ofDevice)
        .filter(login -> login.userCode().equals(userCode));
  }

  @Override
  public boolean replace(DeviceLogin was, DeviceLogin becomes) {
    String value = rawOf(was);
    return value != null
        && did(REPLACE, new String[] {key(was.deviceHash())}, value, sealed(becomes));
  }

  @Override
  public boolean take(DeviceLogin was) {
    String value = rawOf(was);
    return value != null
        && did(
            TAKE,
            new String[] {key(was.deviceHash()), code(was.userCode()), ALL},
            value,
            was.deviceHash());
  }

  /**
   * What is stored, if it says what {@code was} says: one login is sealed differently each time.
   */
  private @Nullable String rawOf(DeviceLogin was) {
    String value = raw(was.deviceHash());
    return value != null && opened(was.deviceHash(), value).filter(was::equals).isPresent()
        ? value
        : null;
  }

  private @Nullable String raw(String deviceHash) {
    return redis.<@Nullable String>call(commands -> commands.get(key(deviceHash)));
  }

  private Optional<DeviceLogin> opened(String deviceHash, String value) {
    return sealer
        .open(place(deviceHash), value)
        .flatMap(json::readDevice)
        .filter(login -> login.deviceHash().equals(deviceHash))
        .filter(login -> clock.instant().isBefore(login.createdAt().plus(LIFETIME)));
  }

  private String sealed(DeviceLogin login) {
    return sealer.seal(place(login.deviceHash()), json.write(login));
  }

  private boolean did(String script, String[] keys, String... arguments) {
    Object result =
        redis.<@Nullable Object>call(
            commands -> commands.eval(script, ScriptOutputType.INTEGER, keys, arguments));
    return Long.valueOf(1).equals(result);
  }

  private static String key(String deviceHash) {
    return LOGINS + deviceHash;
  }

  private static String code(String userCode) {
    return CODES + Hashes.sha256(userCode);
  }

  private static String place(String deviceHash) {
    return "device:" + deviceHash;
  }
}

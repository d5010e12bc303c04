package io.visiona.api.identity.sessions;

import io.lettuce.core.GetExArgs;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.visiona.api.platform.redis.RedisLink;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Sessions that several API servers share. A session is one value, sealed, whose time to live is
 * the idle time-out: finding it is one command that also starts that time anew. The sets of a
 * person's sessions and of a provider's session may name sessions that are over; who reads such a
 * set tidies it. One Redis (or one with replicas): the scripts touch keys that a cluster would keep
 * apart. Needs Redis 6.2.
 */
public final class RedisUserSessionStore implements UserSessionStore {
  private static final Logger LOG = System.getLogger(RedisUserSessionStore.class.getName());
  private static final String SESSION = "visiona:session:";
  private static final String SUBJECT = "visiona:subject:";
  private static final String PROVIDER_SESSION = "visiona:sid:";
  private static final String REFRESH = "visiona:refresh:";

  /**
   * KEYS: session, then sets it belongs to, the person's first. ARGV: prefix, hash, value, ms to
   * live, made at, ms the sets live, most per person.
   */
  private static final String ADD =
      """
      for _, hash in ipairs(redis.call('ZRANGE', KEYS[2], 0, -1)) do
        if redis.call('EXISTS', ARGV[1] .. hash) == 0 then redis.call('ZREM', KEYS[2], hash) end
      end
      local excess = redis.call('ZCARD', KEYS[2]) - tonumber(ARGV[7]) + 1
      if excess > 0 then
        for _, hash in ipairs(redis.call('ZRANGE', KEYS[2], 0, excess - 1)) do
          redis.call('DEL', ARGV[1] .. hash)
          redis.call('ZREM', KEYS[2], hash)
        end
      end
      redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[4])
      for i = 2, #KEYS do
        redis.call('ZADD', KEYS[i], ARGV[5], ARGV[2])
        redis.call('PEXPIRE', KEYS[i], ARGV[6])
      end
      return 1
      """;

  /**
   * KEYS: a set. ARGV: prefix. Gives hash, value and ms to live of each session that is there, the
   * oldest first.
   */
  private static final String LIST =
      """
      local found = {}
      for _, hash in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
        local value = redis.call('GET', ARGV[1] .. hash)
        if value then
          found[#found + 1] = hash
          found[#found + 1] = value
          found[#found + 1] = tostring(redis.call('PTTL', ARGV[1] .. hash))
        else
          redis.call('ZREM', KEYS[1], hash)
        end
      end
      return found
      """;

  /** KEYS: sessions. Gives the ms each has to live, -2 for one that is over. */
  private static final String TIMES =
      """
      local times = {}
      for i, key in ipairs(KEYS) do times[i] = redis.call('PTTL', key) end
      return times
      """;

  private static final int MOST_AT_ONCE = 500;

  private final RedisLink redis;
  private final UserSessionConfig config;
  private final Sealer sealer;
  private final Clock clock;
  private final SessionJson json = new SessionJson();
  private final AtomicBoolean unreadableSeen = new AtomicBoolean();

  RedisUserSessionStore(RedisLink redis, UserSessionConfig config, Sealer sealer, Clock clock) {
    this.redis = redis;
    this.config = config;
    this.sealer = sealer;
    this.clock = clock;
  }

  @Override
  public Optional<UserSession> find(SessionKey key) {
    GetExArgs again = GetExArgs.Builder.px(config.idleTimeout().toMillis());
    return live(key, redis.<@Nullable String>call(commands -> commands.getex(name(key), again)));
  }

  @Override
  public Optional<UserSession> peek(SessionKey key) {
    return live(key, redis.<@Nullable String>call(commands -> commands.get(name(key))));
  }

  @Override
  public void add(UserSession session) {
    List<String> keys =
        new ArrayList<>(List.of(name(session.key()), subjectSet(session.caller().subject())));
    String sid = session.providerSession();
    if (sid != null) {
      keys.add(providerSet(sid));
    }
    String[] arguments = {
      SESSION,
      session.key().hash(),
      seal(session),
      millis(config.idleTimeout()),
      Long.toString(session.createdAt().toEpochMilli()),
      millis(config.absoluteTimeout()),
      Integer.toString(config.maxPerPerson())
    };
    redis.<@Nullable Long>call(commands ->
        commands.eval(ADD, ScriptOutputType.INTEGER, keys.toArray(new String[0]), arguments));
  }

  @Override
  public Optional<UserSession> end(SessionKey key) {
    Optional<UserSession> ended =
        live(key, redis.<@Nullable String>call(commands -> commands.getdel(name(key))));
    ended.ifPresent(session -> {
      redis.call(commands -> commands.zrem(subjectSet(session.caller().subject()), key.hash()));
      String sid = session.providerSession();
      if (sid != null) {
        redis.call(commands -> commands.zrem(providerSet(sid), key.hash()));
      }
    });
    return ended;
  }

  @Override
  public Map<SessionKey, Instant> idleEnds(Collection<SessionKey> keys) {
    List<SessionKey> all = List.copyOf(keys);
    Map<SessionKey, Instant> found = new HashMap<>();
    for (int from = 0; from < all.size(); from += MOST_AT_ONCE) {
      List<SessionKey> some = all.subList(from, Math.min(from + MOST_AT_ONCE, all.size()));
      String[] names = some.stream().map(RedisUserSessionStore::name).toArray(String[]::new);
      List<Long> times =
          redis.call(commands -> commands.eval(TIMES, ScriptOutputType.MULTI, names));
      Instant now = clock.instant();
      for (int i = 0; i < some.size(); i++) {
        if (times.get(i) > 0) {
          found.put(some.get(i), now.plusMillis(times.get(i)));
        }
      }
    }
    return found;
  }

  @Override
  public List<UsedSession> ofSubject(String subject) {
    return list(subjectSet(subject));
  }

  @Override
  public List<UserSession> ofProviderSession(String sid) {
    return list(providerSet(sid)).stream().map(UsedSession::session).toList();
  }

  @Override
  public boolean claimRefresh(SessionKey key, Duration lease) {
    SetArgs once = SetArgs.Builder.nx().px(lease.toMillis());
    String claimed =
        redis.<@Nullable String>call(commands -> commands.set(REFRESH + key.hash(), "1", once));
    return claimed != null;
  }

  @Override
  public boolean renew(SessionKey key, ProviderTokens tokens) {
    Optional<UserSession> before =
        live(key, redis.<@Nullable String>call(commands -> commands.get(name(key))));
    // Only where it still is: a session that ended meanwhile must stay ended. And for as long as it
    // would have lived.
    SetArgs inPlace = SetArgs.Builder.xx().keepttl();
    return before
        .map(session -> seal(session.with(tokens)))
        .map(value ->
            redis.<@Nullable String>call(commands -> commands.set(name(key), value, inPlace)))
        .isPresent();
  }

  @Override
  public boolean available() {
    return redis.answers();
  }

  private List<UsedSession> list(String set) {
    List<String> found =
        redis.call(
            commands -> commands.eval(LIST, ScriptOutputType.MULTI, new String[] {set}, SESSION));
    Instant now = clock.instant();
    List<UsedSession> sessions = new ArrayList<>();
    for (int i = 0; i + 2 < found.size(); i += 3) {
      Duration unused = config.idleTimeout().minusMillis(Long.parseLong(found.get(i + 2)));
      live(new SessionKey(found.get(i)), found.get(i + 1))
          .ifPresent(session -> sessions.add(new UsedSession(session, now.minus(unused))));
    }
    sessions.sort(Comparator.comparing(used -> used.session().createdAt()));
    return sessions;
  }

  private Optional<UserSession> live(SessionKey key, @Nullable String value) {
    if (value == null) {
      return Optional.empty();
    }
    Optional<UserSession> read =
        sealer.open(name(key), value).flatMap(text -> json.readSession(key, text));
    if (read.isEmpty() && unreadableSeen.compareAndSet(false, true)) {
      LOG.log(
          Level.WARNING,
          "A session in Redis is unreadable, as one of another version or sealed under a key that is not on the ring; it counts"
              + " as ended. Others will not be mentioned.");
    }
    return read.filter(session -> clock.instant().isBefore(session.expiresAt()));
  }

  private String seal(UserSession session) {
    return sealer.seal(name(session.key()), json.write(session));
  }

  private static String name(SessionKey key) {
    return SESSION + key.hash();
  }

  private static String subjectSet(String subject) {
    return SUBJECT + Hashes.sha256(subject);
  }

  private static String providerSet(String sid) {
    return PROVIDER_SESSION + Hashes.sha256(sid);
  }

  private static String millis(Duration duration) {
    return Long.toString(duration.toMillis());
  }
}

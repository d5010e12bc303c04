package io.visiona.api.identity.sessions;

import io.visiona.shared.config.Mode;
import io.visiona.shared.config.Secret;
import io.visiona.shared.config.Settings;
import java.time.Duration;
import java.util.Optional;

/**
 * How sessions of people are kept.
 *
 * @param signingKeys {@code visiona.session.signing-keys}: {@code kid:base64,…}, each key at least
 *     32 bytes; the first signs, all verify
 * @param idleTimeout {@code visiona.session.idle-timeout}: 1 second to 24 hours, default 30 minutes
 * @param absoluteTimeout {@code visiona.session.absolute-timeout}: 1 second to 30 days, default 12
 *     hours
 * @param store {@code visiona.session.store}: {@code memory} (default), or {@code redis} for
 *     several servers
 * @param maxSessions {@code visiona.session.max-sessions}: live sessions in the memory of one
 *     server, about 8 KiB each, default 50,000
 * @param maxPerPerson {@code visiona.session.max-per-person}: 1 to 1,000, default 20; the oldest
 *     gives way
 * @param maxPending {@code visiona.session.max-pending}: sign-ins under way, about 1 KiB each,
 *     default 20,000; the oldest give way
 */
public record UserSessionConfig(
    Secret signingKeys,
    Duration idleTimeout,
    Duration absoluteTimeout,
    Store store,
    int maxSessions,
    int maxPerPerson,
    int maxPending) {

  /** Where sessions are. */
  public enum Store {
    /** In this server; they end with it. */
    MEMORY,
    /** In Redis; every server that has the same signing keys knows them. */
    REDIS
  }

  static final String SIGNING_KEYS = "visiona.session.signing-keys";

  /** Public knowledge, for development only. */
  static final Secret DEVELOPMENT_KEYS =
      new Secret("dev:ZGV2ZWxvcG1lbnQtc2Vzc2lvbi1zaWduaW5nLWtleS0wMDAwMDA=");

  /** Reads, leaving problems in {@code settings}. */
  public static UserSessionConfig from(Settings settings) {
    Mode mode = settings.choice("visiona.mode", Mode.PRODUCTION, Mode.class);
    UserSessionConfig read =
        new UserSessionConfig(
            signingKeys(settings, mode),
            settings.duration(
                "visiona.session.idle-timeout",
                Duration.ofMinutes(30),
                Duration.ofSeconds(1),
                Duration.ofHours(24)),
            settings.duration(
                "visiona.session.absolute-timeout",
                Duration.ofHours(12),
                Duration.ofSeconds(1),
                Duration.ofDays(30)),
            settings.choice("visiona.session.store", Store.MEMORY, Store.class),
            settings.integer("visiona.session.max-sessions", 50_000, 1, 10_000_000),
            settings.integer("visiona.session.max-per-person", 20, 1, 1_000),
            settings.integer("visiona.session.max-pending", 20_000, 8, 1_000_000));
    if (read.idleTimeout().compareTo(read.absoluteTimeout()) > 0) {
      settings.problem(
          "visiona.session.idle-timeout",
          "must not be longer than visiona.session.absolute-timeout");
    }
    return read;
  }

  /** What an operator should know at every start. */
  public Optional<String> warning() {
    return signingKeys.equals(DEVELOPMENT_KEYS)
        ? Optional.of(
            "Session cookies are signed with the development key; set " + SIGNING_KEYS + ".")
        : Optional.empty();
  }

  private static Secret signingKeys(Settings settings, Mode mode) {
    Secret given = settings.secret(SIGNING_KEYS);
    if (given.isEmpty()) {
      if (mode == Mode.PRODUCTION) {
        settings.problem(SIGNING_KEYS, "is required");
      }
      return DEVELOPMENT_KEYS;
    }
    if (mode == Mode.PRODUCTION && knowsDevelopmentKey(given)) {
      settings.problem(SIGNING_KEYS, "contains the development key, which production refuses");
    }
    KeyRing.problemsOf(given).forEach(problem -> settings.problem(SIGNING_KEYS, problem));
    return given;
  }

  private static boolean knowsDevelopmentKey(Secret given) {
    String key = DEVELOPMENT_KEYS.value().substring(DEVELOPMENT_KEYS.value().indexOf(':') + 1);
    return given.value().contains(key);
  }
}

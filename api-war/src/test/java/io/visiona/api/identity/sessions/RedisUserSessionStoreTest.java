package io.visiona.api.identity.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.api.platform.redis.RedisLink;
import io.visiona.shared.config.Secret;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisUserSessionStoreTest extends UserSessionStoreContract {
  private static final String OTHER_KEY =
      "other:" + Base64.getEncoder().encodeToString(new byte[32]);
  private static final TestRedis REDIS = new TestRedis();
  private static final RedisLink LINK = new RedisLink(REDIS.config());

  private final UserSessionStore store = store(UserSessionConfig.DEVELOPMENT_KEYS);

  @AfterAll
  static void stop() {
    LINK.close();
    REDIS.close();
  }

  @BeforeEach
  void flush() {
    REDIS.flush();
  }

  @Override
  UserSessionStore store() {
    return store;
  }

  @Override
  void pass(Duration time) {
    clock.advance(time);
    REDIS.pass(time);
  }

  @Test
  void twoServers_seeEachOthersSessions() {
    try (RedisLink second = new RedisLink(REDIS.config())) {
      UserSessionStore other =
          new RedisUserSessionStore(
              second, TestSessions.CONFIG, sealer(UserSessionConfig.DEVELOPMENT_KEYS), clock);
      UserSession session = add("id", "alice", "sid");

      assertThat(other.find(session.key())).contains(session);
      assertThat(other.ofSubject("alice")).hasSize(1);
      assertThat(other.end(session.key())).isPresent();
      assertThat(store.find(session.key())).isEmpty();
    }
  }

  @Test
  void finding_isOneCommand() {
    UserSession session = add("id", "alice", "sid");
    store.find(session.key());
    REDIS.commandStatistics();
    for (int i = 0; i < 100; i++) {
      store.find(session.key());
    }

    assertThat(REDIS.commandStatistics())
        .anyMatch(line -> line.startsWith("cmdstat_getex:calls=100,"))
        .noneMatch(line ->
            line.startsWith("cmdstat_get:")
                || line.startsWith("cmdstat_set:")
                || line.startsWith("cmdstat_pexpire:"));
  }

  @Test
  void whatIsInRedis_tellsNothing() {
    add("the-id", "alice", "the-sid");

    assertThat(REDIS.content()).hasSize(3);
    assertThat(REDIS.content().toString())
        .doesNotContain("alice", "the-id", "the-sid", "access-", "refresh-", "state-1");
  }

  @Test
  void everyKey_goesAway() {
    add("id", "alice", "sid");
    store.claimRefresh(SessionKey.of("id"), Duration.ofMinutes(1));
    pass(TestSessions.CONFIG.absoluteTimeout());

    assertThat(REDIS.content()).isEmpty();
  }

  @Test
  void endedSession_leavesNothing() {
    add("id", "alice", "sid");
    store.end(SessionKey.of("id"));

    assertThat(REDIS.content()).isEmpty();
  }

  @Test
  void valueOfAnotherSession_isNotTakenForThisOne() {
    UserSession mine = add("mine", "mallory", null);
    UserSession theirs = add("theirs", "alice", null);
    Map<String, String> content = REDIS.content();
    REDIS.overwrite(
        "visiona:session:" + mine.key().hash(),
        content.getOrDefault("visiona:session:" + theirs.key().hash(), ""));

    assertThat(store.find(mine.key())).isEmpty();
  }

  @Test
  void unreadableValue_countsAsAbsent() {
    UserSession session = add("id", "alice", "sid");
    for (String value : new String[] {"", "x", "dev.", "dev.AAAA", "dev.!!!", "{\"v\":1}"}) {
      REDIS.overwrite("visiona:session:" + session.key().hash(), value);

      assertThat(store.find(session.key())).as(value).isEmpty();
      assertThat(store.ofSubject("alice")).as(value).isEmpty();
      assertThat(store.renew(session.key(), session.tokens())).as(value).isFalse();
    }
  }

  @Test
  void anotherVersion_countsAsAbsent() {
    UserSession session = add("id", "alice", null);
    String name = "visiona:session:" + session.key().hash();
    String text = new SessionJson().write(session);
    REDIS.overwrite(
        name,
        sealer(UserSessionConfig.DEVELOPMENT_KEYS).seal(name, text.replace("\"v\":1", "\"v\":2")));
    assertThat(store.find(session.key())).isEmpty();

    REDIS.overwrite(name, sealer(UserSessionConfig.DEVELOPMENT_KEYS).seal(name, text));
    assertThat(store.find(session.key())).contains(session);
  }

  @Test
  void replacedKey_stillOpens_untilItLeavesTheRing() {
    UserSession session = add("id", "alice", null);
    String old = UserSessionConfig.DEVELOPMENT_KEYS.value();

    assertThat(store(new Secret(OTHER_KEY + "," + old)).find(session.key())).contains(session);
    assertThat(store(new Secret(OTHER_KEY)).find(session.key())).isEmpty();
  }

  private UserSessionStore store(Secret keys) {
    return new RedisUserSessionStore(LINK, TestSessions.CONFIG, sealer(keys), clock);
  }

  private static Sealer sealer(Secret keys) {
    return new Sealer(keys, new SecureRandom());
  }
}

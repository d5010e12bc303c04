package io.visiona.shared.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Relays that share a real Redis. */
@SuppressWarnings("NullAway.Init") // made before all tests
final class RedisDirectoryTest extends RedisRelaysContract {
  private static DirectoryRedis redis;

  private RedisDirectory one;
  private RedisDirectory other;
  private RedisDirectory api;

  @BeforeAll
  static void startRedis() throws IOException {
    redis = new DirectoryRedis();
  }

  @AfterAll
  static void stopRedis() throws IOException {
    redis.close();
  }

  @BeforeEach
  void remember() {
    one = one();
    other = other();
    api = api();
  }

  @Override
  DirectoryConfig config(String relay, String allowedUrls) {
    return redis.config(relay, allowedUrls);
  }

  @Override
  RedisClusterCommands<String, String> redis() {
    return redis.commands();
  }

  @Test
  void agent_isFoundAtTheRelayThatHasIt_byAnApiServer() {
    won(other, fresh());
    assertThat(at(api).relay().id()).isEqualTo("other");
    assertThat(at(api).relay().url()).isEqualTo(url("other"));
    won(one, fresh());
    assertThat(at(api).relay().id()).isEqualTo("one");
    assertThat(api.relays()).containsOnlyKeys("one", "other");
  }

  /** A Redis that was restarted, or another one behind the same address, does not know them. */
  @Test
  void scripts_areSentOnce_andAgainToARedisThatHasForgottenThem() {
    redis.commands().scriptFlush();
    redis.commands().configResetstat();
    won(one, fresh());
    assertThat(calls("eval")).isEqualTo(1);
    for (int i = 0; i < 5; i++) {
      won(one, fresh());
    }
    assertThat(calls("eval")).isEqualTo(1);
    assertThat(calls("evalsha")).isEqualTo(6);
    redis.commands().scriptFlush();
    won(other, fresh());
    assertThat(calls("eval")).isEqualTo(2);
    assertThat(at(api).relay().id()).isEqualTo("other");
  }

  private static long calls(String command) {
    return redis
        .commands()
        .info("commandstats")
        .lines()
        .filter(line -> line.startsWith("cmdstat_" + command + ":calls="))
        .mapToLong(line -> Long.parseLong(line.split("[=,]", -1)[1]))
        .sum();
  }

  @Test
  void relayBefore_isToldThatItsTunnelIsOld() {
    Map<Integer, Long> told = new ConcurrentHashMap<>();
    one.listen(
        new DirectoryListener() {
          @Override
          public void superseded(String agent, int slot, long generation) {
            told.put(slot, generation);
          }

          @Override
          public void revoked(String agent, int leastVersion) {
            // Not of interest.
          }
        });
    settle();
    won(one, fresh());
    long newest = won(other, fresh());
    await()
        .untilAsserted(() -> assertThat(told).containsOnly(Map.entry(ClaimRequest.FIRST, newest)));
    won(one, second(0));
    long newestSecond = won(other, second(0));
    await()
        .untilAsserted(
            () -> assertThat(told).containsEntry(ClaimRequest.SECOND, newestSecond).hasSize(2));
  }

  /** One that was too long asleep has to claim everything again, under another epoch. */
  @Test
  void placesOfARelayWithoutALease_doNotCount_untilItHasClaimedThemAgain() {
    long generation = won(one, fresh());
    redis.commands().del("va:r:{one}");
    assertThat(get(api.find(AGENT))).isInstanceOf(TunnelLookup.Nowhere.class);
    assertThat(get(one.renew(self("one", RelayInfo.State.UP)))).isEqualTo(Renewal.LOST);
    assertThat(get(api.find(AGENT)))
        .as("while a relay joins, absence is not known")
        .isInstanceOf(TunnelLookup.Unknown.class);
    assertThat(get(one.lost(List.of(held(generation))))).containsExactly(held(generation));
    assertThat(won(one, held(generation))).isEqualTo(generation);
    assertThat(get(one.renew(self("one", RelayInfo.State.UP)))).isEqualTo(Renewal.HELD);
    assertThat(at(api).place().generation()).isEqualTo(generation);
  }

  @Test
  void dataLost_isUnknown_notOffline_andANewTunnelIsNewerThanOneFromBefore() {
    long before = won(one, fresh());
    redis.commands().flushall();
    assertThat(get(api.find(AGENT))).isInstanceOf(TunnelLookup.Unknown.class);
    assertThat(get(one.renew(self("one", RelayInfo.State.UP)))).isEqualTo(Renewal.LOST);
    assertThat(get(api.find(AGENT))).isInstanceOf(TunnelLookup.Unknown.class);
    long after = won(other, fresh());
    assertThat(after).isGreaterThan(before);
    assertThat(claim(one, held(before))).isEqualTo(new Claim.Newer(after));
  }

  @Test
  void secondProcessWithTheSameId_doesNotGetTheLease_whileTheFirstRenewsIt() {
    RedisDirectory twin = relay("one");
    assertThat(get(twin.renew(self("one", RelayInfo.State.UP)))).isEqualTo(Renewal.TAKEN);
    joined(one, "one");
    assertThat(get(twin.renew(self("one", RelayInfo.State.UP)))).isEqualTo(Renewal.TAKEN);
  }

  @Test
  void relayThatLeft_isNoMore() {
    won(one, fresh());
    get(one.leave());
    get(api.refresh());
    assertThat(api.relays()).containsOnlyKeys("other");
    assertThat(get(api.find(AGENT))).isInstanceOf(TunnelLookup.Nowhere.class);
  }

  /** A tunnel at a relay that died leaves the other, which is found at once. */
  @Test
  void agentOfTwoRelays_isFoundAtBoth_andAtTheOneThatIsLeft() {
    won(one, fresh());
    won(other, second(0));
    assertThat(at(api).all()).extracting(at -> at.relay().id()).containsExactly("one", "other");
    redis.commands().del("va:r:{one}");
    get(api.refresh());
    assertThat(at(api).all()).extracting(at -> at.relay().id()).containsExactly("other");
  }

  @Test
  void publicUrl_isSeenByTheOthers() {
    URI url = URI.create("https://one.example.com/tunnel/connect");
    RelayInfo open =
        new RelayInfo("one", "", url("one"), Optional.of(url), RelayInfo.State.UP, 3, 100, "", "");
    get(one.renew(open));
    get(other.refresh());
    assertThat(other.relays().get("one"))
        .extracting(RelayInfo::publicUrl)
        .isEqualTo(Optional.of(url));
    assertThat(other.relays().get("other"))
        .extracting(RelayInfo::publicUrl)
        .isEqualTo(Optional.empty());
  }

  @Test
  void version_isSeenByTheOthers_andMayBeMissing() {
    RelayInfo told = self("one", RelayInfo.State.DRAINING).versioned("1.2.3");
    get(one.renew(told));
    get(api.refresh());
    assertThat(api.relays().get("one"))
        .extracting(RelayInfo::version, RelayInfo::state)
        .containsExactly("1.2.3", RelayInfo.State.DRAINING);
    // As a relay of the version before writes it.
    redis.commands().set("va:r:{one}", "5 {\"url\":\"http://127.0.0.1:1001\",\"state\":\"UP\"}");
    get(api.refresh());
    assertThat(api.relays().get("one")).extracting(RelayInfo::version).isEqualTo("");
  }

  @Test
  void ageOfALease_isTheTimeSinceItWasRenewed() {
    redis.commands().pexpire("va:r:{one}", 11_000);
    Map<String, Duration> ages = get(api.leaseAges());
    assertThat(ages).containsOnlyKeys("one", "other");
    assertThat(ages.get("one")).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(6));
  }

  @Test
  void commands_areTimedByTheirKind() {
    Map<DirectoryCommand, Long> took = new ConcurrentHashMap<>();
    RedisDirectory timed =
        made(
            RedisDirectory.ofRelay(
                redis.config("timed", ""), (kind, nanos) -> took.put(kind, nanos)));
    joined(timed, "timed");
    won(timed, fresh());
    get(timed.find(AGENT));
    assertThat(took)
        .containsOnlyKeys(
            DirectoryCommand.RENEW,
            DirectoryCommand.CLAIM,
            DirectoryCommand.FIND,
            DirectoryCommand.RELAYS)
        .allSatisfy((kind, nanos) ->
            assertThat(nanos).as(kind.tag()).isBetween(1L, TimeUnit.SECONDS.toNanos(1)));
  }

  /** Who can write to Redis must not be sent service JWTs. */
  @Test
  void relayAtAnotherUrlThanAllowed_isNone() {
    RelayInfo elsewhere =
        new RelayInfo(
            "evil", "", URI.create("http://evil.example.test:80"), RelayInfo.State.UP, 0, 1);
    RedisDirectory evil = relay("evil");
    get(evil.renew(elsewhere));
    get(evil.renew(elsewhere));
    won(evil, fresh());
    assertThat(get(api.find(AGENT))).isInstanceOf(TunnelLookup.Nowhere.class);
  }

  @Test
  void redisAway_isUnknown_andSoonKnownAgainWhenItIsBack() throws IOException {
    won(one, fresh());
    get(api.refresh());
    assertThat(api.isAnswering()).isTrue();
    redis.stop();
    try {
      assertThat(get(api.find(AGENT))).isInstanceOf(TunnelLookup.Unknown.class);
      assertThat(claim(other, fresh())).isInstanceOf(Claim.Unknown.class);
      assertThat(api.refresh()).failsWithin(Duration.ofSeconds(2));
      assertThat(api.isAnswering()).isFalse();
      assertThat(api.leaseAges()).failsWithin(Duration.ofSeconds(2));
      assertThat(get(one.renew(self("one", RelayInfo.State.UP)))).isEqualTo(Renewal.UNKNOWN);
    } finally {
      redis.startAgain();
    }
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> get(one.renew(self("one", RelayInfo.State.UP))) == Renewal.LOST);
    await().until(() -> claim(one, fresh()) instanceof Claim.Won);
    await().until(() -> get(api.find(AGENT)) instanceof TunnelLookup.At);
    assertThat(api.isAnswering()).isTrue();
  }

  /** Leases that ended while Redis did not answer are begun anew a moment later. */
  @Test
  void absence_isUnknown_forAWhileAfterAnOutage() {
    won(one, fresh());
    get(api.refresh());
    assertThat(get(api.find(AGENT + "-nobody"))).isInstanceOf(TunnelLookup.Nowhere.class);
    redis.commands().clientPause(800);
    assertThat(api.refresh()).failsWithin(Duration.ofSeconds(2));
    await().until(() -> get(api.refresh().handle((_, failed) -> failed == null)));
    assertThat(get(api.find(AGENT))).isInstanceOf(TunnelLookup.At.class);
    redis.commands().del("va:r:{one}");
    get(api.refresh());
    assertThat(api.relays()).containsOnlyKeys("other");
    assertThat(get(api.find(AGENT))).isInstanceOf(TunnelLookup.Unknown.class);
    assertThat(api.isSettled()).isFalse();
  }

  @Test
  void messagesThatMayNotBeHeard_leaveNoConnectionBehind() {
    long before = clients();
    long madeBefore = connectionsMade();
    redis
        .commands()
        .aclSetuser("default", AclSetuserArgs.Builder.removeCommand(CommandType.SUBSCRIBE));
    try {
      RedisDirectory deaf = relay("deaf");
      await("it tries again and again")
          .until(() -> {
            get(deaf.renew(self("deaf", RelayInfo.State.UP)));
            return connectionsMade() > madeBefore + 6;
          });
      // One for commands, and one that is being tried.
      await().untilAsserted(() -> assertThat(clients()).isLessThanOrEqualTo(before + 2));
    } finally {
      redis
          .commands()
          .aclSetuser("default", AclSetuserArgs.Builder.addCommand(CommandType.SUBSCRIBE));
    }
  }

  /** After a failover the address leads to another server, while the old one lives on. */
  @Test
  void redisThatTakesNoWrites_isLeft_byCommandsAndMessages() {
    Set<String> others = connections();
    RedisDirectory left = relay("left");
    joined(left, "left");
    await().until(() -> connections().size() == others.size() + 2);
    Set<String> own = connections();
    own.removeAll(others);
    redis.commands().replicaof("127.0.0.1", 1);
    try {
      await()
          .until(() -> {
            get(left.renew(self("left", RelayInfo.State.UP)));
            return Collections.disjoint(connections(), own);
          });
    } finally {
      redis.commands().replicaofNoOne();
    }
    joined(left, "left");
  }

  private static Set<String> connections() {
    return redis
        .commands()
        .clientList()
        .lines()
        .map(line -> line.substring(0, line.indexOf(' ')))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static long clients() {
    return redis.commands().clientList().lines().count();
  }

  private static long connectionsMade() {
    return redis
        .commands()
        .info("stats")
        .lines()
        .filter(line -> line.startsWith("total_connections_received:"))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
        .sum();
  }
}

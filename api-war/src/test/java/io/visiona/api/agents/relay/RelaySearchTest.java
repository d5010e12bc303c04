package io.visiona.api.agents.relay;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.api.identity.sessions.TestRedis;
import io.visiona.shared.directory.DirectoryConfig;
import io.visiona.shared.directory.RedisDirectory;
import io.visiona.shared.directory.RelayInfo;
import io.visiona.shared.directory.TunnelLookup;
import io.visiona.shared.sessions.SessionSummary;
import io.visiona.shared.sessions.SummaryJson;
import jakarta.json.JsonObject;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** While a real Redis is away, the relays themselves are asked who has an agent. */
final class RelaySearchTest {
  private static final String AGENT = "agent";

  private final TestRedis redis = new TestRedis();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final List<RedisDirectory> directories = new ArrayList<>();

  /**
   * What relays have: generations, by the relay's id. A relay that is not in it does not answer.
   */
  private final Map<String, Optional<Long>> generations = new ConcurrentHashMap<>();

  private final AtomicInteger asked = new AtomicInteger();
  private final CountDownLatch answering = new CountDownLatch(1);

  @AfterEach
  void stop() {
    answering.countDown();
    directories.forEach(RedisDirectory::close);
    executor.close();
    redis.close();
  }

  @Test
  void agentNobodyAskedForBefore_isFound_whileRedisIsAway() throws Exception {
    AgentLocations locations = afterLosingRedis(8);
    answering.countDown();
    generations.put("relay-3", Optional.of(30L));
    generations.put("relay-5", Optional.of(50L));
    generations.put("relay-6", Optional.empty());
    assertThat(locations.of(AGENT))
        .as("the newest, and relays that do not answer are no hindrance")
        .isInstanceOfSatisfying(
            TunnelLookup.At.class,
            at -> {
              assertThat(at.relay().id()).isEqualTo("relay-5");
              assertThat(at.place().generation()).isEqualTo(50);
              assertThat(at.place().epoch()).isEqualTo(at.relay().epoch()).isNotEmpty();
            });
    assertThat(asked).hasValue(8);
    assertThat(locations.of(AGENT)).isInstanceOf(TunnelLookup.At.class);
    assertThat(asked).as("remembered").hasValue(8);
    assertThat(locations.lookups()).isEqualTo(new AgentLocations.Lookups(1, 0, 0, 1, 0));
  }

  @Test
  void agentThatNoRelayHas_isUnknown_notOffline() throws Exception {
    AgentLocations locations = afterLosingRedis(2);
    answering.countDown();
    generations.put("relay-0", Optional.empty());
    generations.put("relay-1", Optional.empty());
    assertThat(locations.of(AGENT)).isInstanceOf(TunnelLookup.Unknown.class);
    assertThat(asked).hasValue(2);
  }

  @Test
  void moreThanEightRelays_areNotAsked() throws Exception {
    AgentLocations locations = afterLosingRedis(9);
    assertThat(locations.of(AGENT)).isInstanceOf(TunnelLookup.Unknown.class);
    assertThat(asked).hasValue(0);
  }

  @Test
  void fiftySearchesAtOnce_areEnough() throws Exception {
    AgentLocations locations = afterLosingRedis(1);
    generations.put("relay-0", Optional.of(1L));
    List<Future<TunnelLookup>> searches = new ArrayList<>();
    for (int i = 0; i < RelaySearch.AT_ONCE; i++) {
      String agent = AGENT + i;
      searches.add(executor.submit(() -> locations.of(agent)));
    }
    await().until(() -> asked.get() == RelaySearch.AT_ONCE);
    assertThat(locations.of("one more")).isInstanceOf(TunnelLookup.Unknown.class);
    assertThat(asked).hasValue(RelaySearch.AT_ONCE);
    answering.countDown();
    for (Future<TunnelLookup> search : searches) {
      assertThat(search.get(5, SECONDS)).isInstanceOf(TunnelLookup.At.class);
    }
    assertThat(locations.of("one more")).isInstanceOf(TunnelLookup.At.class);
  }

  /** An API server that saw some relays in Redis before it went away. */
  private AgentLocations afterLosingRedis(int relays) {
    for (int i = 0; i < relays; i++) {
      RedisDirectory relay = RedisDirectory.ofRelay(config("relay-" + i));
      directories.add(relay);
      URI url = URI.create("http://127.0.0.1:" + (4000 + i));
      var _ =
          relay
              .renew(new RelayInfo("relay-" + i, "", url, RelayInfo.State.UP, 0, 1))
              .toCompletableFuture()
              .orTimeout(5, SECONDS)
              .join();
    }
    RedisDirectory api = RedisDirectory.ofApi(config(""));
    directories.add(api);
    var _ = api.refresh().toCompletableFuture().orTimeout(5, SECONDS).join();
    assertThat(api.relays()).hasSize(relays);
    redis.stop();
    return new AgentLocations(api, this::client, executor);
  }

  private DirectoryConfig config(String relay) {
    return new DirectoryConfig(
        DirectoryConfig.Kind.REDIS,
        redis.config().url(),
        relay,
        URI.create("http://127.0.0.1:1"),
        Optional.empty(),
        "",
        Pattern.compile(".*"));
  }

  private RelayClient client(RelayInfo relay) {
    return (RelayClient)
        Proxy.newProxyInstance(
            RelayClient.class.getClassLoader(),
            new Class<?>[] {RelayClient.class},
            (_, method, arguments) -> {
              assertThat(method.getName()).isEqualTo("session");
              asked.incrementAndGet();
              answering.await();
              Optional<Long> has = generations.get(relay.id());
              if (has == null) {
                throw new IllegalStateException("no answer");
              }
              return has.map(generation -> session((String) arguments[0], generation)).orElse(null);
            });
  }

  private static JsonObject session(String agent, long generation) {
    Instant now = Instant.EPOCH;
    return SummaryJson.write(
        new SessionSummary(
            agent,
            generation,
            agent,
            "alice",
            "",
            "websocket",
            "",
            now,
            now,
            null,
            0,
            0,
            0,
            0,
            false));
  }
}

package io.visiona.bench.chain;

import io.lettuce.core.FlushMode;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.visiona.launch.EmbeddedServers;
import io.visiona.launch.Ports;
import io.visiona.shared.config.Secret;
import io.visiona.shared.directory.DirectoryConfig;
import io.visiona.shared.directory.RedisDirectory;
import io.visiona.shared.directory.TunnelLookup;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.embedded.RedisServer;

/**
 * The directory with a million tunnels: a real Redis and the real client, 40 relays without sockets
 * and four API servers that only look up, all in this process.
 */
final class DirectoryBench {
  private static final double MOST_CLAIM_MILLIS = 5;
  private static final double MOST_LOOKUP_MILLIS = 2;
  private static final double MOST_MEGABYTES = 400;
  private static final double MOST_WHOLE_SECONDS = 60;
  private static final int CLAIMS_PER_SECOND = 5000;
  private static final int LOOKUPS_PER_SECOND = 10_000;
  private static final int LOOKUPS_MEANWHILE = 1000;
  private static final int APIS = 4;
  private static final int BATCH = 1000;
  private static final int FILL = 100;
  private static final int WARM = 250;
  private static final Duration LIMIT = Duration.ofMinutes(3);

  /**
   * How much is measured.
   *
   * @param relays with {@code each} so many tunnels
   * @param span of each measurement at a pace
   */
  record Scale(int relays, int each, Duration span) {
    static Scale full() {
      return new Scale(40, 25_000, Duration.ofSeconds(20));
    }

    static Scale smoke() {
      return new Scale(4, 1000, Duration.ofSeconds(2));
    }

    int tunnels() {
      return relays * each;
    }
  }

  private final Scale scale;
  private final Report report;
  private final RedisCommands<String, String> redis;
  private final List<SimulatedRelay> relays = new ArrayList<>();
  private final List<RedisDirectory> apis = new ArrayList<>();
  private final SimulatedRelay[] places;
  private final Set<Integer> moving = ConcurrentHashMap.newKeySet();
  private final AtomicLong nowhere = new AtomicLong();

  private DirectoryBench(Scale scale, Report report, RedisCommands<String, String> redis) {
    this.scale = scale;
    this.report = report;
    this.redis = redis;
    this.places = new SimulatedRelay[scale.tunnels()];
  }

  static void measure(Scale scale, Report report) throws IOException, InterruptedException {
    int port = Ports.freePort();
    RedisServer server = EmbeddedServers.redis(port);
    String url = "redis://127.0.0.1:" + port;
    RedisClient client = RedisClient.create(url);
    try (ScheduledExecutorService clock = Executors.newScheduledThreadPool(1);
        var line = client.connect()) {
      DirectoryBench bench = new DirectoryBench(scale, report, line.sync());
      try {
        bench.start(url, clock);
        bench.run();
      } finally {
        clock.shutdownNow();
        bench.relays.forEach(SimulatedRelay::close);
        bench.apis.forEach(RedisDirectory::close);
      }
    } finally {
      client.shutdown();
      server.stop();
    }
  }

  private void start(String url, ScheduledExecutorService clock) {
    Secret secret = new Secret(url);
    for (int i = 0; i < scale.relays(); i++) {
      DirectoryConfig config =
          new DirectoryConfig(
              DirectoryConfig.Kind.REDIS,
              secret,
              "relay-" + i,
              URI.create("http://127.0.0.1:3801"),
              Optional.empty(),
              "",
              Pattern.compile(""));
      SimulatedRelay relay =
          new SimulatedRelay(RedisDirectory.ofRelay(config), config.relayId(), i % 5);
      relays.add(relay);
      // Joins, and is up at the second renewal.
      await(relay.renew());
      await(relay.renew());
    }
    for (int i = 0; i < APIS; i++) {
      RedisDirectory api =
          RedisDirectory.ofApi(
              new DirectoryConfig(
                  DirectoryConfig.Kind.REDIS,
                  secret,
                  "",
                  URI.create("http://invalid.invalid"),
                  Optional.empty(),
                  "",
                  Pattern.compile("http://127\\.0\\.0\\.1:\\d+")));
      apis.add(api);
      await(api.refresh());
    }
    ScheduledFuture<?> _ =
        clock.scheduleAtFixedRate(
            () -> {
              relays.forEach(SimulatedRelay::tick);
              apis.forEach(RedisDirectory::refresh);
            },
            1,
            1,
            TimeUnit.SECONDS);
  }

  private void run() throws InterruptedException {
    String size = String.format("%,d tunnels", scale.tunnels());
    RunProgress.say("A directory of " + size + " …");
    warmUp();
    double before = processorSeconds();
    long began = System.nanoTime();
    fill();
    double seconds = (System.nanoTime() - began) / 1e9;
    plain("claims a second, all relays begin at once", "simulated", scale.tunnels() / seconds, "");
    plain(
        "Redis, processor time of such a claim",
        "simulated",
        (processorSeconds() - before) * 1e6 / scale.tunnels(),
        "µs");
    report.atMost(
        "Redis, memory of " + size,
        "simulated",
        info("used_memory") / 1e6,
        MOST_MEGABYTES,
        "MB",
        1);
    RunProgress.say("At a pace …");
    Pace.of(CLAIMS_PER_SECOND, scale.span().dividedBy(2), this::claim);
    paced("claim", CLAIMS_PER_SECOND, MOST_CLAIM_MILLIS, this::claim);
    Pace.of(LOOKUPS_PER_SECOND, scale.span().dividedBy(2), this::lookup);
    paced("lookup", LOOKUPS_PER_SECOND, MOST_LOOKUP_MILLIS, this::lookup);
    emptied(size);
  }

  /**
   * Few at a time, so that none has to be tried again: how fast it can go is told, not what is lost
   * when it is too fast.
   */
  private void fill() throws InterruptedException {
    for (int from = 0; from < scale.each(); from += FILL) {
      List<CompletableFuture<Boolean>> all = new ArrayList<>();
      for (int relay = 0; relay < relays.size(); relay++) {
        List<String> agents = new ArrayList<>();
        for (int i = from; i < Math.min(from + FILL, scale.each()); i++) {
          int number = relay * scale.each() + i;
          places[number] = relays.get(relay);
          agents.add(agent(number));
        }
        all.add(opened(relays.get(relay), agents));
        if (all.size() == APIS) {
          all.forEach(DirectoryBench::await);
          all.clear();
        }
      }
      all.forEach(DirectoryBench::await);
    }
    int open = relays.stream().mapToInt(SimulatedRelay::tunnels).sum();
    if (open < scale.tunnels()) {
      throw new IllegalStateException("only " + open + " are claimed");
    }
  }

  /** Tries again after what an outage takes to be over, as relays do. */
  private static CompletableFuture<Boolean> opened(SimulatedRelay relay, List<String> agents) {
    return relay
        .open(agents)
        .thenCompose(all ->
            all
                ? CompletableFuture.completedFuture(true)
                : CompletableFuture.supplyAsync(
                        () -> true, CompletableFuture.delayedExecutor(1500, TimeUnit.MILLISECONDS))
                    .thenCompose(_ -> opened(relay, agents)))
        .toCompletableFuture();
  }

  /** What a JVM takes longer for at first is not what a relay takes. */
  private void warmUp() {
    int before = relays.size() * WARM;
    List<CompletableFuture<Boolean>> all = new ArrayList<>();
    for (int i = 0; i < before; i++) {
      all.add(opened(relays.get(i % relays.size()), List.of(agent(-1 - i))));
      if (all.size() == APIS) {
        all.forEach(DirectoryBench::await);
        all.clear();
      }
    }
    for (int i = 0; i < before; i++) {
      SimulatedRelay relay = relays.get(i % relays.size());
      relay.forget(agent(-1 - i));
    }
    redis.flushall(FlushMode.SYNC);
    relays.forEach(relay -> await(relay.renew()));
    relays.forEach(relay -> await(relay.renew()));
  }

  private void paced(
      String what, int perSecond, double most, Supplier<CompletionStage<Boolean>> work)
      throws InterruptedException {
    double before = processorSeconds();
    Pace pace = Pace.of(perSecond, scale.span(), work);
    double used = processorSeconds() - before;
    String at = String.format(" at %,d/s", perSecond);
    plain(what + at + ", median", "simulated", pace.p50Millis(), "ms");
    report.atMost(what + at + ", p99", "simulated", pace.p99Millis(), most, "ms", 1);
    plain(what + at + ", failed", "simulated", (double) pace.failed(), "");
    plain(
        "Redis, processor time of a " + what,
        "simulated",
        used * 1e6 / (perSecond * scale.span().toSeconds()),
        "µs");
  }

  /** Some agent's new tunnel is at some other relay. */
  private CompletionStage<Boolean> claim() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    int number = random.nextInt(places.length);
    while (!moving.add(number)) {
      number = random.nextInt(places.length);
    }
    return claim(number, random);
  }

  private CompletionStage<Boolean> claim(int number, ThreadLocalRandom random) {
    SimulatedRelay old = places[number];
    SimulatedRelay relay = relays.get(random.nextInt(relays.size()));
    places[number] = relay;
    String agent = agent(number);
    return relay
        .open(agent)
        .thenApply(won -> {
          if (old != relay) {
            old.forget(agent);
          }
          moving.remove(number);
          return won;
        });
  }

  /** Of agents by how much they are in use: the first is asked for twice as often as the second. */
  private CompletionStage<Boolean> lookup() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    int number = (int) Math.exp(random.nextDouble() * Math.log(places.length)) - 1;
    return find(apis.get(random.nextInt(apis.size())), number);
  }

  private CompletionStage<Boolean> find(RedisDirectory api, int number) {
    return api.find(agent(number))
        .thenApply(found -> {
          if (found instanceof TunnelLookup.Nowhere) {
            nowhere.incrementAndGet();
          }
          return found instanceof TunnelLookup.At at
              && at.place().relay().equals(places[number].id());
        });
  }

  /** Everything is lost at once; whole is when a look for every agent finds its relay. */
  private void emptied(String size) throws InterruptedException {
    // The data set has to be older than what is new for.
    TimeUnit.SECONDS.sleep(20);
    RunProgress.say("Emptied …");
    nowhere.set(0);
    redis.flushall(FlushMode.ASYNC);
    long began = System.nanoTime();
    Pace meanwhile = null;
    while (!isWhole() && System.nanoTime() - began < LIMIT.toNanos()) {
      meanwhile = Pace.of(LOOKUPS_MEANWHILE, Duration.ofMillis(500), this::lookup);
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    report.atMost(
        "whole again after Redis was emptied, " + size,
        "simulated",
        seconds,
        MOST_WHOLE_SECONDS,
        "s",
        1);
    report.add(
        new Report.Row(
            "taken for offline meanwhile",
            "simulated",
            (double) nowhere.get(),
            0,
            "",
            (double) nowhere.get(),
            0,
            true));
    if (meanwhile != null) {
      plain("lookup at the end of that, p99", "simulated", meanwhile.p99Millis(), "ms");
    }
  }

  private boolean isWhole() {
    if (!relays.stream().allMatch(SimulatedRelay::isUp) || redis.dbsize() < places.length) {
      return false;
    }
    for (int from = 0; from < places.length; from += BATCH) {
      List<String> agents = new ArrayList<>();
      for (int i = from; i < Math.min(from + BATCH, places.length); i++) {
        agents.add(agent(i));
      }
      Map<String, TunnelLookup> found = apis.getFirst().find(agents).toCompletableFuture().join();
      for (int i = from; i < Math.min(from + BATCH, places.length); i++) {
        if (!(found.get(agent(i)) instanceof TunnelLookup.At at)
            || !at.place().relay().equals(places[i].id())) {
          return false;
        }
      }
    }
    return true;
  }

  private void plain(String what, String chain, double figure, String unit) {
    report.add(new Report.Row(what, chain, figure, Load.NONE, unit, Load.NONE, Load.NONE, true));
  }

  private static String agent(int number) {
    return new UUID(0x5f3759df_1234_4abcL, 0x8000_0000_0000_0000L | number).toString();
  }

  private double processorSeconds() {
    return info("used_cpu_user") + info("used_cpu_sys");
  }

  private double info(String key) {
    Matcher matcher =
        Pattern.compile("^" + key + ":([0-9.]+)", Pattern.MULTILINE).matcher(redis.info());
    if (!matcher.find()) {
      throw new IllegalStateException("Redis does not tell " + key);
    }
    return Double.parseDouble(matcher.group(1));
  }

  private static void await(CompletionStage<?> stage) {
    var _ = stage.toCompletableFuture().join();
  }
}

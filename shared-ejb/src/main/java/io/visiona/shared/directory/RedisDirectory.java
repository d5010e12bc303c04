package io.visiona.shared.directory;

import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The directory of an installation with several relays, in Redis. A place counts while the lease of
 * its relay names the same epoch, so what a dead relay has left behind needs no cleaning. When
 * Redis has lost its data the relays claim again what they have; until they have, what is absent is
 * unknown and not offline. Thread-safe.
 */
public final class RedisDirectory implements TunnelDirectory {
  /** A place is written again twice a day; this is only a broom. */
  private static final String PLACE_SECONDS = "86400";

  /** Longer than any verdict, handshake or repeated closure that still knows the old credential. */
  private static final String LEAST_SECONDS = "300";

  private static final String LEASE_MILLIS = Long.toString(RelayLeases.LIFE.toMillis());

  /**
   * So long after its data was lost, or after it did not answer, everything is in it again: leases
   * that ended meanwhile are begun anew within some seconds.
   */
  private static final long SETTLED_SECONDS = 20;

  private static final List<Integer> SLOTS = List.of(ClaimRequest.FIRST, ClaimRequest.SECOND);

  private final RedisLine redis;
  private final PlaceReader places;
  private final OwnerPlaces owners;
  private final ApiServers apis;
  private final String self;
  private final Pattern allowedUrls;
  private final List<DirectoryListener> listeners = new CopyOnWriteArrayList<>();
  private final AtomicLong floor = new AtomicLong();
  private final ForeignLease foreign = new ForeignLease();
  private volatile String epoch = newId();
  private volatile RelayView view = RelayView.unseen();
  private volatile @Nullable String mark;
  private volatile boolean answering;

  /** When it was last seen not to answer. */
  private volatile long awayNanos = System.nanoTime() - TimeUnit.DAYS.toNanos(1);

  @Override
  public boolean isSettled() {
    return isSettled(view);
  }

  private boolean isSettled(RelayView seen) {
    return seen.isSettled(SETTLED_SECONDS)
        && System.nanoTime() - awayNanos >= TimeUnit.SECONDS.toNanos(SETTLED_SECONDS);
  }

  private RedisDirectory(
      DirectoryConfig config, String self, Pattern allowedUrls, DirectoryTimes times) {
    this.redis = new RedisLine(config.url(), times);
    this.places = new PlaceReader(redis);
    this.owners = new RedisOwnerPlaces(redis);
    this.apis = new ApiLeases(redis, newId());
    this.self = self;
    this.allowedUrls = allowedUrls;
  }

  /** For a relay. */
  public static RedisDirectory ofRelay(DirectoryConfig config) {
    return ofRelay(config, DirectoryTimes.none());
  }

  /** For a relay whose commands are timed. */
  public static RedisDirectory ofRelay(DirectoryConfig config, DirectoryTimes times) {
    return new RedisDirectory(config, config.relayId(), Pattern.compile(".*"), times);
  }

  /** For an API server. */
  public static RedisDirectory ofApi(DirectoryConfig config) {
    return ofApi(config, DirectoryTimes.none());
  }

  /** For an API server whose commands are timed. */
  public static RedisDirectory ofApi(DirectoryConfig config, DirectoryTimes times) {
    return new RedisDirectory(config, "", config.allowedUrls(), times);
  }

  @Override
  public CompletionStage<Renewal> renew(RelayInfo relay) {
    hear();
    String next = newId();
    CompletionStage<List<String>> renewed =
        script(
            DirectoryCommand.RENEW,
            Scripts.RENEW,
            new String[] {DirectoryKeys.lease(self)},
            epoch,
            RelayLease.text(relay.of(epoch)),
            RelayLease.text(relay.of(next).in(RelayInfo.State.JOINING)),
            LEASE_MILLIS,
            foreign.isAbandoned() ? "1" : "0");
    return renewed
        .thenCompose(answer ->
            switch (answer.getFirst()) {
              case "1" -> marked().thenApply(same -> same ? Renewal.HELD : Renewal.LOST);
              case "2" -> {
                epoch = next;
                foreign.gone();
                yield marked().thenApply(_ -> Renewal.LOST);
              }
              default -> {
                foreign.seen(Long.parseLong(answer.get(1)));
                yield CompletableFuture.completedStage(Renewal.TAKEN);
              }
            })
        .exceptionally(_ -> Renewal.UNKNOWN);
  }

  /** Enters this relay and marks the data set; whether it is the one that was marked before. */
  private CompletionStage<Boolean> marked() {
    CompletionStage<Long> entered =
        redis.ask(DirectoryCommand.RENEW, commands -> commands.sadd(DirectoryKeys.RELAYS, self));
    return entered
        .thenCompose(_ ->
            redis.<String>run(
                DirectoryCommand.RENEW,
                Scripts.MARK,
                ScriptOutputType.VALUE,
                new String[] {DirectoryKeys.MARK},
                newId()))
        .thenApply(now -> {
          String before = mark;
          mark = now;
          return before == null || before.equals(now);
        });
  }

  @Override
  public CompletionStage<?> leave() {
    return redis.<Long>run(
        DirectoryCommand.RENEW,
        Scripts.LEAVE,
        ScriptOutputType.INTEGER,
        new String[] {DirectoryKeys.lease(self)},
        epoch);
  }

  @Override
  public CompletionStage<List<Claim>> claim(List<ClaimRequest> tunnels) {
    List<CompletableFuture<Claim>> asked =
        tunnels.stream().map(tunnel -> claim(tunnel).toCompletableFuture()).toList();
    return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
        .thenApply(_ -> asked.stream().map(CompletableFuture::join).toList());
  }

  private CompletionStage<Claim> claim(ClaimRequest tunnel) {
    CompletionStage<List<String>> answered =
        script(
            DirectoryCommand.CLAIM,
            Scripts.CLAIM,
            new String[] {
              DirectoryKeys.place(tunnel.agent(), tunnel.slot()),
              DirectoryKeys.least(tunnel.agent())
            },
            self,
            epoch,
            Integer.toString(tunnel.credentialVersion()),
            Long.toString(tunnel.generation()),
            PLACE_SECONDS,
            Long.toString(floor.get()),
            tunnel.transport());
    return answered
        .thenApply(answer -> claim(tunnel, answer))
        .exceptionally(_ -> new Claim.Unknown());
  }

  private Claim claim(ClaimRequest tunnel, List<String> answer) {
    long generation = Long.parseLong(answer.get(1));
    floor.accumulateAndGet(generation, Math::max);
    return switch (answer.getFirst()) {
      case "1" -> {
        Optional<TunnelLocation> before = TunnelLocation.parse(answer.get(2));
        before
            .filter(place -> !place.relay().equals(self) && place.generation() < generation)
            .ifPresent(place ->
                say(
                    DirectoryKeys.channel(place.relay()),
                    DirectoryMessages.superseded(tunnel, generation)));
        yield new Claim.Won(generation, before);
      }
      case "0" -> new Claim.Newer(generation);
      default -> new Claim.Revoked();
    };
  }

  @Override
  public CompletionStage<List<ClaimRequest>> lost(List<ClaimRequest> held) {
    String own = epoch;
    return places
        .at(DirectoryCommand.CHECK, held.stream().map(RedisDirectory::key).toList())
        .thenApply(found ->
            held.stream()
                .filter(tunnel -> {
                  TunnelLocation place = found.get(key(tunnel));
                  return place == null
                      || place.generation() != tunnel.generation()
                      || !place.relay().equals(self)
                      || !place.epoch().equals(own);
                })
                .toList())
        .exceptionally(_ -> List.of());
  }

  private static String key(ClaimRequest tunnel) {
    return DirectoryKeys.place(tunnel.agent(), tunnel.slot());
  }

  @Override
  public CompletionStage<?> release(String agent, int slot, long generation) {
    return redis.<Long>run(
        DirectoryCommand.RELEASE,
        Scripts.RELEASE,
        ScriptOutputType.INTEGER,
        new String[] {DirectoryKeys.place(agent, slot)},
        Long.toString(generation));
  }

  @Override
  public OwnerPlaces owners() {
    return owners;
  }

  @Override
  public SharedVerdicts verdicts() {
    return new RedisVerdicts(redis);
  }

  @Override
  public CompletionStage<TunnelLookup> find(String agent) {
    return find(List.of(agent))
        .thenApply(found -> found.getOrDefault(agent, new TunnelLookup.Unknown()));
  }

  @Override
  public CompletionStage<Map<String, TunnelLookup>> find(Collection<String> agents) {
    List<String> asked = List.copyOf(agents);
    return places
        .at(DirectoryCommand.FIND, asked.stream().flatMap(RedisDirectory::keys).toList())
        .thenCompose(found -> {
          RelayView seen = view;
          boolean all =
              seen.known() && found.values().stream().allMatch(place -> seen.relay(place) != null);
          return all
              ? CompletableFuture.completedStage(lookups(asked, found, seen))
              // Perhaps a relay came since the relays were last looked at.
              : refresh().thenApply(_ -> lookups(asked, found, view));
        })
        .exceptionally(_ -> unknown(asked));
  }

  private static Stream<String> keys(String agent) {
    return SLOTS.stream().map(slot -> DirectoryKeys.place(agent, slot));
  }

  private Map<String, TunnelLookup> lookups(
      List<String> agents, Map<String, TunnelLocation> located, RelayView seen) {
    boolean settled = isSettled(seen);
    Map<String, TunnelLookup> found = new LinkedHashMap<>();
    agents.forEach(agent ->
        found.put(
            agent,
            seen.lookup(keys(agent).flatMap(key -> Stream.ofNullable(located.get(key))), settled)));
    return found;
  }

  private static Map<String, TunnelLookup> unknown(List<String> agents) {
    Map<String, TunnelLookup> found = new LinkedHashMap<>();
    agents.forEach(agent -> found.put(agent, new TunnelLookup.Unknown()));
    return found;
  }

  @Override
  public CompletionStage<List<TunnelLocation>> revoke(String agent, int leastVersion) {
    CompletionStage<List<String>> revoked =
        script(
            DirectoryCommand.REVOKE,
            Scripts.REVOKE,
            Stream.concat(Stream.of(DirectoryKeys.least(agent)), keys(agent))
                .toArray(String[]::new),
            Integer.toString(leastVersion),
            LEAST_SECONDS);
    return revoked.thenApply(were -> {
      say(DirectoryKeys.ALL, DirectoryMessages.revoked(agent, leastVersion));
      return were.stream().map(TunnelLocation::parse).flatMap(Optional::stream).toList();
    });
  }

  @Override
  public Map<String, RelayInfo> relays() {
    return view.relays();
  }

  @Override
  public CompletionStage<?> refresh() {
    hear();
    return RelayLeases.seen(redis, allowedUrls)
        .thenAccept(seen -> view = seen)
        .whenComplete((_, failed) -> {
          answering = failed == null;
          if (failed != null && view.known()) {
            awayNanos = System.nanoTime();
          }
        });
  }

  @Override
  public boolean isAnswering() {
    return answering;
  }

  @Override
  public CompletionStage<Map<String, Duration>> leaseAges() {
    return refresh().thenCompose(_ -> RelayLeases.ages(redis, view.relays().keySet()));
  }

  @Override
  public ApiServers apis() {
    return apis;
  }

  @Override
  public boolean isLocal() {
    return false;
  }

  @Override
  public void listen(DirectoryListener listener) {
    listeners.add(listener);
  }

  private void hear() {
    redis.hear(
        self.isEmpty()
            ? List.of(DirectoryKeys.ALL)
            : List.of(DirectoryKeys.ALL, DirectoryKeys.channel(self)),
        message -> DirectoryMessages.tell(message, listeners));
  }

  /** What is not heard is found out by the next check. */
  private void say(String channel, String message) {
    CompletionStage<Long> _ =
        redis.ask(DirectoryCommand.MESSAGE, commands -> commands.publish(channel, message));
  }

  private CompletionStage<List<String>> script(
      DirectoryCommand kind, String script, String[] keys, String... values) {
    return redis.run(kind, script, ScriptOutputType.MULTI, keys, values);
  }

  @Override
  public void close() {
    redis.close();
  }

  private static String newId() {
    return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  }
}

package io.visiona.shared.directory;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * The directory of an installation with one relay. In the relay it knows the tunnels; in the API,
 * which shares no memory with the relay, nobody claims anything, and every agent is looked for at
 * that relay. Nothing waits, and nothing is unknown. Thread-safe.
 */
public final class LocalDirectory implements TunnelDirectory {
  /** The id of the one relay. */
  public static final String RELAY = "relay";

  private static final String EPOCH = "0";
  private static final long MICROS_PER_MILLI = 1000;

  private final RelayInfo relay;
  private final Clock clock;
  private final boolean claims;
  private final ConcurrentHashMap<Slot, Entry> places = new ConcurrentHashMap<>();
  private final Map<String, Integer> least = new ConcurrentHashMap<>();
  private final AtomicLong newest = new AtomicLong();
  private final List<DirectoryListener> listeners = new CopyOnWriteArrayList<>();

  private final OwnerPlaces owners;

  private record Slot(String agent, int number) {
    static List<Slot> of(String agent) {
      return List.of(new Slot(agent, ClaimRequest.FIRST), new Slot(agent, ClaimRequest.SECOND));
    }
  }

  private record Entry(TunnelLocation place, int credentialVersion) {}

  private LocalDirectory(URI url, Clock clock, boolean claims) {
    this.relay = new RelayInfo(RELAY, EPOCH, url, RelayInfo.State.UP, 0, Integer.MAX_VALUE);
    this.clock = clock;
    this.owners = new LocalOwnerPlaces(clock);
    this.claims = claims;
  }

  /** For the relay itself. */
  public static LocalDirectory ofRelay(URI url, Clock clock) {
    return new LocalDirectory(url, clock, true);
  }

  /** For an API server, which finds every agent at the relay of that URL. */
  public static LocalDirectory ofApi(URI relay) {
    return new LocalDirectory(relay, Clock.systemUTC(), false);
  }

  @Override
  public CompletionStage<Renewal> renew(RelayInfo self) {
    return CompletableFuture.completedStage(Renewal.HELD);
  }

  @Override
  public CompletionStage<?> leave() {
    places.clear();
    return CompletableFuture.completedStage(true);
  }

  @Override
  public CompletionStage<List<Claim>> claim(List<ClaimRequest> tunnels) {
    return CompletableFuture.completedStage(tunnels.stream().map(this::claim).toList());
  }

  private Claim claim(ClaimRequest tunnel) {
    AtomicReference<Claim> answer = new AtomicReference<>(new Claim.Unknown());
    places.compute(
        new Slot(tunnel.agent(), tunnel.slot()),
        (slot, before) -> {
          if (tunnel.credentialVersion() < least.getOrDefault(slot.agent(), 0)) {
            answer.set(new Claim.Revoked());
            return before;
          }
          long known = before == null ? 0 : before.place().generation();
          if (tunnel.generation() != 0 && tunnel.generation() < known) {
            answer.set(new Claim.Newer(known));
            return before;
          }
          long generation = tunnel.generation() == 0 ? next(known) : tunnel.generation();
          answer.set(new Claim.Won(generation, Optional.ofNullable(before).map(Entry::place)));
          return new Entry(
              new TunnelLocation(generation, RELAY, EPOCH, tunnel.transport()),
              tunnel.credentialVersion());
        });
    return Objects.requireNonNull(answer.get());
  }

  private long next(long known) {
    long now = Math.max(known + 1, clock.millis() * MICROS_PER_MILLI);
    return newest.updateAndGet(last -> Math.max(last + 1, now));
  }

  @Override
  public CompletionStage<List<ClaimRequest>> lost(List<ClaimRequest> held) {
    return CompletableFuture.completedStage(
        held.stream()
            .filter(tunnel -> {
              Entry entry = places.get(new Slot(tunnel.agent(), tunnel.slot()));
              return entry == null || entry.place().generation() != tunnel.generation();
            })
            .toList());
  }

  @Override
  public CompletionStage<?> release(String agent, int slot, long generation) {
    places.computeIfPresent(
        new Slot(agent, slot),
        (_, entry) -> entry.place().generation() == generation ? null : entry);
    return CompletableFuture.completedStage(true);
  }

  @Override
  public OwnerPlaces owners() {
    return owners;
  }

  @Override
  public SharedVerdicts verdicts() {
    return SharedVerdicts.none();
  }

  @Override
  public CompletionStage<TunnelLookup> find(String agent) {
    return CompletableFuture.completedStage(where(agent));
  }

  @Override
  public CompletionStage<Map<String, TunnelLookup>> find(Collection<String> agents) {
    Map<String, TunnelLookup> found = new HashMap<>();
    agents.forEach(agent -> found.put(agent, where(agent)));
    return CompletableFuture.completedStage(found);
  }

  private TunnelLookup where(String agent) {
    if (!claims) {
      return new TunnelLookup.At(new TunnelLocation(0, RELAY, EPOCH, ""), relay);
    }
    return Slot.of(agent).stream()
        .flatMap(slot -> Stream.ofNullable(places.get(slot)))
        .<TunnelLookup>map(entry -> new TunnelLookup.At(entry.place(), relay))
        .findFirst()
        .orElseGet(TunnelLookup.Nowhere::new);
  }

  /** An API server of one relay tells the relay instead, so this is not called outside of it. */
  @Override
  public CompletionStage<List<TunnelLocation>> revoke(String agent, int leastVersion) {
    List<TunnelLocation> were = new ArrayList<>();
    for (Slot slot : Slot.of(agent)) {
      places.compute(
          slot,
          (_, entry) -> {
            least.merge(agent, leastVersion, Math::max);
            if (entry == null || entry.credentialVersion() >= leastVersion) {
              return entry;
            }
            were.add(entry.place());
            return null;
          });
    }
    listeners.forEach(listener -> listener.revoked(agent, leastVersion));
    return CompletableFuture.completedStage(List.copyOf(were));
  }

  @Override
  public Map<String, RelayInfo> relays() {
    return Map.of(RELAY, relay);
  }

  @Override
  public CompletionStage<?> refresh() {
    return CompletableFuture.completedStage(true);
  }

  @Override
  public boolean isSettled() {
    return true;
  }

  @Override
  public boolean isAnswering() {
    return true;
  }

  @Override
  public CompletionStage<Map<String, Duration>> leaseAges() {
    return CompletableFuture.completedStage(Map.of());
  }

  @Override
  public ApiServers apis() {
    return ApiServers.one();
  }

  @Override
  public boolean isLocal() {
    return true;
  }

  @Override
  public void listen(DirectoryListener listener) {
    listeners.add(listener);
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}

package io.visiona.relay.directory;

import io.visiona.shared.directory.ApiServers;
import io.visiona.shared.directory.Claim;
import io.visiona.shared.directory.ClaimRequest;
import io.visiona.shared.directory.DirectoryListener;
import io.visiona.shared.directory.LocalOwnerPlaces;
import io.visiona.shared.directory.OwnerPlaces;
import io.visiona.shared.directory.RelayInfo;
import io.visiona.shared.directory.Renewal;
import io.visiona.shared.directory.SharedVerdicts;
import io.visiona.shared.directory.TunnelDirectory;
import io.visiona.shared.directory.TunnelLocation;
import io.visiona.shared.directory.TunnelLookup;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A directory that answers as a test wants, and remembers what it was asked. */
public class ScriptedDirectory implements TunnelDirectory {
  final List<ClaimRequest> claimed = new ArrayList<>();
  final List<Integer> together = new ArrayList<>();
  final List<String> released = new ArrayList<>();
  final List<RelayInfo> renewed = new ArrayList<>();
  Function<ClaimRequest, Claim> claim = _ -> new Claim.Unknown();
  Renewal renewal = Renewal.HELD;
  List<ClaimRequest> lost = List.of();
  private final OwnerPlaces owners = new LocalOwnerPlaces(Clock.systemUTC());
  private Map<String, RelayInfo> relays = Map.of();

  /** From now on these are the relays. */
  public void relays(RelayInfo... now) {
    relays = Stream.of(now).collect(Collectors.toMap(RelayInfo::id, relay -> relay));
  }

  @Override
  public CompletionStage<Renewal> renew(RelayInfo self) {
    renewed.add(self);
    return CompletableFuture.completedStage(renewal);
  }

  @Override
  public CompletionStage<?> leave() {
    return CompletableFuture.completedStage(true);
  }

  @Override
  public CompletionStage<List<Claim>> claim(List<ClaimRequest> tunnels) {
    claimed.addAll(tunnels);
    together.add(tunnels.size());
    return CompletableFuture.completedStage(tunnels.stream().map(claim).toList());
  }

  @Override
  public CompletionStage<List<ClaimRequest>> lost(List<ClaimRequest> held) {
    return CompletableFuture.completedStage(held.stream().filter(lost::contains).toList());
  }

  @Override
  public CompletionStage<?> release(String agent, int slot, long generation) {
    released.add(agent + " " + slot + " " + generation);
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
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<Map<String, TunnelLookup>> find(Collection<String> agents) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<List<TunnelLocation>> revoke(String agent, int leastVersion) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Map<String, RelayInfo> relays() {
    return relays;
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
    throw new UnsupportedOperationException();
  }

  @Override
  public ApiServers apis() {
    return ApiServers.one();
  }

  @Override
  public boolean isLocal() {
    return false;
  }

  @Override
  public void listen(DirectoryListener listener) {
    // The test calls the listener itself.
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}

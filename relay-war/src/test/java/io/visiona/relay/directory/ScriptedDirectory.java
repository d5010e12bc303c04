package io.visiona.relay.directory;

import io.visiona.shared.directory.Claim;
import io.visiona.shared.directory.ClaimRequest;
import io.visiona.shared.directory.DirectoryListener;
import io.visiona.shared.directory.RelayInfo;
import io.visiona.shared.directory.Renewal;
import io.visiona.shared.directory.TunnelDirectory;
import io.visiona.shared.directory.TunnelLocation;
import io.visiona.shared.directory.TunnelLookup;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** A directory that answers as a test wants, and remembers what it was asked. */
final class ScriptedDirectory implements TunnelDirectory {
  final List<ClaimRequest> claimed = new ArrayList<>();
  final List<String> released = new ArrayList<>();
  final List<RelayInfo> renewed = new ArrayList<>();
  Function<ClaimRequest, Claim> claim = _ -> new Claim.Unknown();
  Renewal renewal = Renewal.HELD;
  List<ClaimRequest> lost = List.of();

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
    return CompletableFuture.completedStage(tunnels.stream().map(claim).toList());
  }

  @Override
  public CompletionStage<List<ClaimRequest>> lost(List<ClaimRequest> held) {
    return CompletableFuture.completedStage(held.stream().filter(lost::contains).toList());
  }

  @Override
  public CompletionStage<?> release(String agent, long generation) {
    released.add(agent + " " + generation);
    return CompletableFuture.completedStage(true);
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
  public CompletionStage<Optional<TunnelLocation>> revoke(String agent, int leastVersion) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Map<String, RelayInfo> relays() {
    return Map.of();
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

package io.visiona.api.agents.relay;

import io.visiona.shared.directory.RelayInfo;
import io.visiona.shared.directory.TunnelDirectory;
import io.visiona.shared.directory.TunnelLocation;
import io.visiona.shared.directory.TunnelLookup;
import io.visiona.shared.sessions.SessionSummary;
import io.visiona.shared.sessions.SummaryJson;
import jakarta.json.JsonObject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Asks the relays themselves who has an agent while the directory cannot tell. Who the relays are
 * is remembered from when it could. It is meant for a few of them and for an outage: a question
 * costs a call to each, so they are bounded, and beyond that the agent is unknown. That no relay
 * has it proves nothing, for a relay may be missing from memory. Thread-safe.
 */
final class RelaySearch {
  private static final Logger LOG = System.getLogger(RelaySearch.class.getName());
  static final int MOST_RELAYS = 8;
  static final int AT_ONCE = 50;
  private static final long PATIENCE_MILLIS = 1000;

  private final TunnelDirectory directory;
  private final RelayClients clients;
  private final Executor executor;
  private final Semaphore places = new Semaphore(AT_ONCE);

  /**
   * Asks nobody yet.
   *
   * @param executor runs calls, which block
   */
  RelaySearch(TunnelDirectory directory, RelayClients clients, Executor executor) {
    this.directory = directory;
    this.clients = clients;
    this.executor = executor;
  }

  /**
   * Where the newest tunnel of an agent is, of those that relays name within a second; {@code
   * Unknown} when none does, or when there are too many relays or searches.
   */
  CompletableFuture<TunnelLookup> find(String agent) {
    List<RelayInfo> relays =
        directory.isLocal() ? List.of() : List.copyOf(directory.relays().values());
    if (relays.isEmpty() || relays.size() > MOST_RELAYS || !places.tryAcquire()) {
      return CompletableFuture.completedFuture(new TunnelLookup.Unknown());
    }
    List<CompletableFuture<Optional<TunnelLookup.At>>> asked =
        relays.stream().map(relay -> ask(relay, agent)).toList();
    CompletableFuture<Void> all =
        CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
            .whenComplete((_, _) -> places.release());
    return all.copy()
        .completeOnTimeout(null, PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
        .thenApply(_ ->
            asked.stream()
                .flatMap(each -> each.getNow(Optional.empty()).stream())
                .max(Comparator.comparingLong(at -> at.place().generation()))
                .<TunnelLookup>map(at -> at)
                .orElseGet(TunnelLookup.Unknown::new));
  }

  private CompletableFuture<Optional<TunnelLookup.At>> ask(RelayInfo relay, String agent) {
    try {
      return CompletableFuture.supplyAsync(() -> at(relay, agent), executor)
          .exceptionally(away -> {
            LOG.log(Level.DEBUG, "A relay cannot be asked; the others are", away);
            return Optional.empty();
          });
    } catch (RejectedExecutionException stopping) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
  }

  private Optional<TunnelLookup.At> at(RelayInfo relay, String agent) {
    JsonObject found = clients.of(relay).session(agent);
    if (found == null) {
      return Optional.empty();
    }
    SessionSummary tunnel = SummaryJson.read(found);
    return Optional.of(
        new TunnelLookup.At(
            new TunnelLocation(tunnel.generation(), relay.id(), relay.epoch(), tunnel.transport()),
            relay));
  }
}

package io.visiona.relay.tunnel;

import io.visiona.relay.sessions.Contests;
import io.visiona.relay.sessions.InMemorySessionStore;
import io.visiona.relay.sessions.RelayStats;
import io.visiona.relay.sessions.TunnelAdmission;
import io.visiona.relay.sessions.Tunnels;
import io.visiona.shared.error.ErrorCode;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * Decides who may connect, in this order: no credential, 401; draining, 503; a credential nobody
 * knows, 401; nobody there who could know it, 503; a tunnel that several boxes take from each
 * other, 503 for a while; no room, 503. Never blocks. Thread-safe.
 */
public final class Gate {
  private final Introspector introspector;
  private final InMemorySessionStore store;
  private final Tunnels tunnels;
  private final BooleanSupplier draining;
  private final RelayStats stats;
  private final Contests contests;
  private final RefusalLog refusals = new RefusalLog(System::nanoTime);

  public Gate(
      Introspector introspector,
      InMemorySessionStore store,
      Tunnels tunnels,
      BooleanSupplier draining,
      RelayStats stats,
      Contests contests) {
    this.introspector = introspector;
    this.store = store;
    this.tunnels = tunnels;
    this.draining = draining;
    this.stats = stats;
    this.contests = contests;
  }

  /** The verdict; never completes exceptionally. */
  public CompletableFuture<AdmissionDecision> judge(Optional<PresentedToken> credential) {
    return decision(credential).thenApply(this::counted);
  }

  private CompletableFuture<AdmissionDecision> decision(Optional<PresentedToken> credential) {
    if (credential.isEmpty()) {
      return CompletableFuture.completedFuture(
          new AdmissionDecision.Refused(ErrorCode.UNAUTHENTICATED));
    }
    if (draining.getAsBoolean()) {
      return CompletableFuture.completedFuture(new AdmissionDecision.Later(ErrorCode.DRAINING));
    }
    return introspector
        .introspect(credential.get())
        .thenCompose(answer -> afresh(credential.get(), answer))
        .thenApply(this::decision);
  }

  /**
   * An answer from before the session was closed on request says nothing any more; the question is
   * asked again.
   */
  private CompletableFuture<Introspection> afresh(PresentedToken credential, Introspection answer) {
    if (answer instanceof Introspection.Active active
        && store.wasClosedSince(active.agent().agentId(), active.askedNanos())) {
      introspector.forget(active.agent().agentId());
      return introspector.introspect(credential);
    }
    return CompletableFuture.completedFuture(answer);
  }

  private AdmissionDecision decision(Introspection answer) {
    return switch (answer) {
      case Introspection.Active active
          when store.exists(active.agent().agentId())
              && contests.pause(active.agent().agentId()).isPositive() ->
          new AdmissionDecision.Later(
              ErrorCode.UNAVAILABLE, contests.pause(active.agent().agentId()));
      case Introspection.Active active
          when tunnels.hasRoom() || store.exists(active.agent().agentId()) ->
          new AdmissionDecision.Admitted(
              new TunnelAdmission(active.agent(), tunnels.nextGeneration(), active.askedNanos()));
      case Introspection.Active _ -> new AdmissionDecision.Later(ErrorCode.UNAVAILABLE);
      case Introspection.Inactive _ -> new AdmissionDecision.Refused(ErrorCode.UNAUTHENTICATED);
      case Introspection.Unavailable _ -> new AdmissionDecision.Later(ErrorCode.UNAVAILABLE);
    };
  }

  private AdmissionDecision counted(AdmissionDecision decision) {
    if (!(decision instanceof AdmissionDecision.Admitted)) {
      stats.connectionRefused();
      refusals.refused(decision);
    }
    return decision;
  }
}

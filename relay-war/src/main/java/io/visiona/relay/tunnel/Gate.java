package io.visiona.relay.tunnel;

import io.visiona.relay.directory.Neighbours;
import io.visiona.relay.directory.TunnelQuota;
import io.visiona.relay.sessions.Contests;
import io.visiona.relay.sessions.InMemorySessionStore;
import io.visiona.relay.sessions.RelayStats;
import io.visiona.relay.sessions.TunnelAdmission;
import io.visiona.relay.sessions.Tunnels;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * Decides who may connect, in this order: no credential, 401; a second tunnel whose first is here,
 * 409; draining, 503; more of them than are let in each second, 503; a credential nobody knows,
 * 401; nobody there who could know it, 503; a tunnel that several boxes take from each other, 503
 * for a while; no room, 503; an owner who has as many tunnels as they may have, 429. Never blocks.
 * Thread-safe.
 */
public final class Gate {
  /** Until then a place may have become free. */
  private static final Duration OWNER_FULL = Duration.ofSeconds(60);

  private final AdmissionLine line;
  private final Introspector introspector;
  private final InMemorySessionStore store;
  private final Tunnels tunnels;
  private final BooleanSupplier draining;
  private final RelayStats stats;
  private final AdmissionStats admissions;
  private final Contests contests;
  private final Neighbours neighbours;
  private final TunnelQuota quota;
  private final RefusalLog refusals = new RefusalLog(System::nanoTime);

  public Gate(
      AdmissionLine line,
      Introspector introspector,
      InMemorySessionStore store,
      Tunnels tunnels,
      BooleanSupplier draining,
      RelayStats stats,
      AdmissionStats admissions,
      Contests contests,
      Neighbours neighbours,
      TunnelQuota quota) {
    this.line = line;
    this.introspector = introspector;
    this.store = store;
    this.tunnels = tunnels;
    this.draining = draining;
    this.stats = stats;
    this.admissions = admissions;
    this.contests = contests;
    this.neighbours = neighbours;
    this.quota = quota;
  }

  /** The verdict; never completes exceptionally. */
  CompletableFuture<AdmissionDecision> judge(
      Optional<PresentedToken> credential, SecondTunnel tunnel) {
    admissions.begins();
    return decision(credential, tunnel).thenApply(this::counted);
  }

  private CompletableFuture<AdmissionDecision> decision(
      Optional<PresentedToken> credential, SecondTunnel tunnel) {
    if (credential.isEmpty()) {
      return at(new AdmissionDecision.Refused(AdmissionRefusal.UNAUTHENTICATED));
    }
    if (tunnel.isForAnotherRelay(neighbours)) {
      return at(new AdmissionDecision.Refused(AdmissionRefusal.OTHER_TUNNEL));
    }
    if (draining.getAsBoolean()) {
      return at(new AdmissionDecision.Later(AdmissionRefusal.DRAINING));
    }
    Optional<Introspection> kept = introspector.takeKept(credential.get());
    if (kept.isPresent()) {
      return decision(credential.get(), tunnel, CompletableFuture.completedFuture(kept.get()));
    }
    CompletableFuture<Boolean> turn = line.turn();
    if (turn.isDone() && !turn.join()) {
      return at(new AdmissionDecision.Later(AdmissionRefusal.RATE, line.comeAgain()));
    }
    return decision(
        credential.get(), tunnel, turn.thenCompose(_ -> introspector.introspect(credential.get())));
  }

  private static CompletableFuture<AdmissionDecision> at(AdmissionDecision once) {
    return CompletableFuture.completedFuture(once);
  }

  private CompletableFuture<AdmissionDecision> decision(
      PresentedToken credential, SecondTunnel tunnel, CompletableFuture<Introspection> answer) {
    return answer
        .thenCompose(told -> afresh(credential, told))
        .thenApply(told -> decision(told, tunnel))
        .thenCompose(this::within);
  }

  /** Who would be let in is, unless their owner has as many tunnels as they may have. */
  private CompletableFuture<AdmissionDecision> within(AdmissionDecision decision) {
    return decision instanceof AdmissionDecision.Admitted(TunnelAdmission admission)
        ? quota
            .admits(admission)
            .thenApply(has ->
                has
                    ? decision
                    : new AdmissionDecision.Later(AdmissionRefusal.OWNER_FULL, OWNER_FULL))
        : at(decision);
  }

  /**
   * As when no thread may wait for the verdict: who was refused for that comes again, and has had
   * their turn and their question. A verdict that lets them in is kept for that.
   */
  void keep(PresentedToken credential, CompletableFuture<AdmissionDecision> verdict) {
    refused(AdmissionRefusal.THREADS);
    var _ =
        verdict.thenAccept(reached -> {
          if (reached instanceof AdmissionDecision.Admitted(TunnelAdmission admission)) {
            introspector.keep(
                credential,
                new Introspection.Active(
                    admission.agent(), admission.askedNanos(), admission.shared()));
          }
        });
  }

  /**
   * An answer from before the session was closed on request says nothing any more; the question is
   * asked again.
   */
  private CompletableFuture<Introspection> afresh(PresentedToken credential, Introspection answer) {
    if (answer instanceof Introspection.Active active
        && store.wasClosedSince(active.agent().agentId(), active.askedNanos())) {
      introspector.forget(active.agent().agentId());
      return introspector.introspectHere(credential);
    }
    return CompletableFuture.completedFuture(answer);
  }

  private AdmissionDecision decision(Introspection answer, SecondTunnel tunnel) {
    return switch (answer) {
      case Introspection.Active active
          when store.exists(active.agent().agentId())
              && contests.pause(active.agent().agentId()).isPositive() ->
          new AdmissionDecision.Later(
              AdmissionRefusal.CONTESTED, contests.pause(active.agent().agentId()));
      case Introspection.Active active
          when tunnels.hasRoom() || store.exists(active.agent().agentId()) ->
          new AdmissionDecision.Admitted(
              new TunnelAdmission(
                  active.agent(),
                  tunnel.slot(),
                  tunnels.nextGeneration(),
                  active.askedNanos(),
                  active.shared()));
      case Introspection.Active _ -> new AdmissionDecision.Later(AdmissionRefusal.FULL);
      case Introspection.Inactive _ ->
          new AdmissionDecision.Refused(AdmissionRefusal.UNAUTHENTICATED);
      case Introspection.Unavailable _ -> new AdmissionDecision.Later(AdmissionRefusal.API_AWAY);
    };
  }

  private AdmissionDecision counted(AdmissionDecision decision) {
    admissions.ends();
    switch (decision) {
      case AdmissionDecision.Refused refused -> refused(refused.reason());
      case AdmissionDecision.Later later -> refused(later.reason());
      case AdmissionDecision.Admitted _ -> {
        // That is counted when it becomes a tunnel.
      }
    }
    return decision;
  }

  private void refused(AdmissionRefusal reason) {
    stats.connectionRefused();
    admissions.refused(reason);
    refusals.refused(reason);
  }
}

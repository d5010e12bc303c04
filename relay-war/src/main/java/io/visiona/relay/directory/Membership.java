package io.visiona.relay.directory;

import io.visiona.relay.directory.DirectoryStats.By;
import io.visiona.relay.log.TunnelLog;
import io.visiona.relay.sessions.InMemorySessionStore;
import io.visiona.relay.sessions.Tunnel;
import io.visiona.relay.sessions.TunnelWatch;
import io.visiona.shared.directory.Claim;
import io.visiona.shared.directory.ClaimRequest;
import io.visiona.shared.directory.DirectoryListener;
import io.visiona.shared.directory.RelayInfo;
import io.visiona.shared.directory.RelayInfo.State;
import io.visiona.shared.directory.Renewal;
import io.visiona.shared.directory.TunnelDirectory;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * This relay's part in the directory: its lease, the claims of its tunnels, and what follows when
 * somebody newer has one of them. A tunnel serves before it is claimed, and goes on serving while
 * the directory is away: a wrong place costs a stream, a closed tunnel an agent. Thread-safe.
 */
public final class Membership implements TunnelWatch, DirectoryListener {
  private static final Logger LOG = System.getLogger(Membership.class.getName());
  private static final int RENEW_TICKS = 5;

  /** Everything is compared with the directory within so many seconds. */
  private static final int ROUND_TICKS = 60;

  /** A place is kept for a day. */
  private static final long REWRITE_NANOS = TimeUnit.HOURS.toNanos(12);

  /** Claims in one pipeline: measured, 100 are done sooner than as many of 1,000. */
  private static final int AT_ONCE = 100;

  private static final long LEAVING_MILLIS = 500;

  private final TunnelDirectory directory;
  private final InMemorySessionStore store;
  private final Consumer<String> forget;
  private final BooleanSupplier draining;
  private final Executor executor;
  private final TunnelQuota quota;
  private final DirectoryStats stats;
  private final TunnelLog log;
  private final Map<Tunnel, HeldTunnel> held = new ConcurrentHashMap<>();
  private final AtomicBoolean renewing = new AtomicBoolean();
  private volatile RelayInfo self;
  private volatile State state = State.JOINING;
  private volatile boolean incomplete;
  private volatile boolean hurried;
  private volatile boolean drainTold;
  private volatile boolean taken;
  private volatile boolean gone;
  private int ticks;
  private List<HeldTunnel> round = List.of();
  private int checked;

  /**
   * Not yet a member.
   *
   * @param self this relay; state and tunnels are filled in
   * @param forget what is known of an agent's credentials
   * @param draining whether the relay takes no more
   * @param executor closes tunnels
   * @param quota of the tunnels' owners
   */
  public Membership(
      TunnelDirectory directory,
      RelayInfo self,
      InMemorySessionStore store,
      Consumer<String> forget,
      BooleanSupplier draining,
      Executor executor,
      TunnelQuota quota,
      DirectoryStats stats,
      TunnelLog log) {
    this.directory = directory;
    this.self = self;
    this.store = store;
    this.forget = forget;
    this.draining = draining;
    this.executor = executor;
    this.quota = quota;
    this.stats = stats;
    this.log = log;
  }

  /** Its software is of that version, which is known once the application starts. */
  public void isOf(String version) {
    self = self.versioned(version);
  }

  /** Another process has this relay's id: agents are not to come here. */
  public boolean isTaken() {
    return taken;
  }

  /** What this relay says of itself now, as its lease does when it is renewed. */
  public RelayInfo now() {
    return self.with(state(), store.size());
  }

  /** What it is doing. */
  public State state() {
    return draining.getAsBoolean() ? State.DRAINING : state;
  }

  /** Live tunnels that the directory does not know. */
  public int unclaimed() {
    return (int) held.values().stream().filter(tunnel -> !tunnel.isClaimed()).count();
  }

  @Override
  public void opened(Tunnel tunnel) {
    HeldTunnel begun = new HeldTunnel(tunnel);
    held.put(tunnel, begun);
    if (!tunnel.session().isOpen()) {
      held.remove(tunnel);
      return;
    }
    CompletionStage<Boolean> _ = claim(List.of(begun), By.CLAIM);
  }

  @Override
  public void ended(Tunnel tunnel) {
    quota.ended(tunnel);
    HeldTunnel over = held.remove(tunnel);
    if (over != null && over.end()) {
      release(over);
    }
  }

  private void release(HeldTunnel over) {
    ClaimRequest claim = over.claim();
    if (claim.generation() != 0) {
      CompletionStage<?> _ = directory.release(claim.agent(), claim.slot(), claim.generation());
    }
  }

  /** Claims some tunnels; whether the directory answered for all of them. */
  private CompletionStage<Boolean> claim(List<HeldTunnel> tunnels, By by) {
    List<HeldTunnel> asked = tunnels.stream().filter(HeldTunnel::beginClaim).toList();
    if (asked.isEmpty()) {
      return CompletableFuture.completedStage(true);
    }
    return within(asked).thenCompose(counted -> claimCounted(counted, by));
  }

  /** Those whose owners have a place for them; new ones without it are closed. */
  private CompletionStage<List<HeldTunnel>> within(List<HeldTunnel> tunnels) {
    if (!quota.isOn()) {
      return CompletableFuture.completedStage(tunnels);
    }
    quota.keep(tunnels.stream().filter(HeldTunnel::isClaimed).map(HeldTunnel::tunnel).toList());
    List<CompletableFuture<Optional<HeldTunnel>>> all =
        tunnels.stream()
            .map(tunnel ->
                tunnel.isClaimed()
                    ? CompletableFuture.completedFuture(Optional.of(tunnel))
                    : quota.admits(tunnel.tunnel()).thenApply(has -> counted(tunnel, has)))
            .toList();
    return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
        .thenApply(
            _ -> all.stream().map(CompletableFuture::join).flatMap(Optional::stream).toList());
  }

  private Optional<HeldTunnel> counted(HeldTunnel tunnel, boolean has) {
    if (has) {
      return Optional.of(tunnel);
    }
    tunnel.endClaim();
    log.closing(tunnel.tunnel().sessionId(), "its owner has as many as they may have");
    executor.execute(tunnel.tunnel()::close);
    return Optional.empty();
  }

  private CompletionStage<Boolean> claimCounted(List<HeldTunnel> asked, By by) {
    return directory
        .claim(asked.stream().map(HeldTunnel::claim).toList())
        .handle((claims, failed) -> {
          boolean all = failed == null;
          for (int i = 0; i < asked.size(); i++) {
            Claim claim = claims == null ? new Claim.Unknown() : claims.get(i);
            answered(asked.get(i), claim, by);
            all &= !(claim instanceof Claim.Unknown);
          }
          return all;
        });
  }

  private void answered(HeldTunnel tunnel, Claim claim, By by) {
    tunnel.endClaim();
    stats.claimed(claim);
    switch (claim) {
      case Claim.Won won -> {
        if (!tunnel.won(won.generation(), System.nanoTime())) {
          if (tunnel.isEnded()) {
            release(tunnel);
          } else {
            close(tunnel, "a newer one is elsewhere", By.MESSAGE);
          }
        }
      }
      case Claim.Newer _ -> close(tunnel, "a newer one is elsewhere", by);
      case Claim.Revoked _ -> {
        forget.accept(tunnel.tunnel().sessionId());
        close(tunnel, "its credential was revoked", by);
      }
      case Claim.Unknown _ -> {
        // Tried again within a second of the directory's being back. Who came by the word of
        // another relay dials again, and the API is asked.
        if (tunnel.tunnel().needsClaim() && !tunnel.isClaimed()) {
          log.closing(tunnel.tunnel().sessionId(), "its credential cannot be checked");
          executor.execute(tunnel.tunnel()::close);
        }
      }
    }
  }

  private void close(HeldTunnel tunnel, String why, By by) {
    stats.superseded(by);
    log.closing(tunnel.tunnel().sessionId(), why);
    executor.execute(tunnel.tunnel()::close);
  }

  @Override
  public void superseded(String agent, int slot, long generation) {
    Tunnel present = store.find(agent);
    HeldTunnel tunnel = present == null ? null : held.get(present);
    if (tunnel != null && tunnel.tunnel().slot() == slot && tunnel.isOlderThan(generation)) {
      close(tunnel, "a newer one is elsewhere", By.MESSAGE);
    }
  }

  @Override
  public void revoked(String agent, int leastVersion) {
    executor.execute(() -> {
      store.revoke(agent, leastVersion);
      forget.accept(agent);
    });
  }

  /** Once a second, by one thread. */
  public void tick() {
    if (gone) {
      return;
    }
    boolean changed = state() == State.DRAINING && !drainTold;
    boolean due = ticks++ % RENEW_TICKS == 0 || state == State.JOINING || hurried || changed;
    if (due && renewing.compareAndSet(false, true)) {
      renew();
    }
    // Who the others are is told to agents; when it cannot be seen now, it can a second later.
    CompletionStage<?> _ = directory.refresh();
    claimRest();
    check();
  }

  /** What could not be claimed when it began, because the directory was slow or away. */
  private void claimRest() {
    if (state == State.UP && stats.isUp()) {
      CompletionStage<Boolean> _ =
          claimAll(
              held.values().stream().filter(tunnel -> !tunnel.isClaimed()).toList(), 0, By.CLAIM);
    }
  }

  private void renew() {
    hurried = false;
    drainTold = state() == State.DRAINING;
    CompletionStage<?> _ =
        directory
            .renew(now())
            .thenCompose(this::renewed)
            .whenComplete((_, failed) -> {
              renewing.set(false);
              if (failed != null) {
                LOG.log(Level.ERROR, "The lease of this relay could not be renewed", failed);
              }
            });
  }

  private CompletionStage<?> renewed(Renewal renewal) {
    stats.renewed(renewal);
    if (renewal == Renewal.TAKEN && !taken) {
      LOG.log(
          Level.ERROR,
          "Another relay has the id {0} (visiona.relay.id); this one is not ready until that is gone",
          self.id());
    }
    taken = renewal == Renewal.TAKEN || (taken && renewal == Renewal.UNKNOWN);
    return switch (renewal) {
      case LOST -> {
        state = State.JOINING;
        LOG.log(Level.INFO, "Joining the directory with {0} tunnels", held.size());
        yield rejoin();
      }
      case HELD -> {
        if (state == State.JOINING) {
          if (incomplete) {
            yield rejoin();
          }
          state = State.UP;
          hurried = true;
          LOG.log(Level.INFO, "Relay {0} is in the directory", self.id());
        }
        yield CompletableFuture.completedStage(true);
      }
      case TAKEN, UNKNOWN -> CompletableFuture.completedStage(false);
    };
  }

  private CompletionStage<?> rejoin() {
    incomplete = true;
    return claimAll(List.copyOf(held.values()), 0, By.CLAIM).thenAccept(all -> incomplete = !all);
  }

  /** Some at a time, so that a relay with many does not fill the connection. */
  private CompletionStage<Boolean> claimAll(List<HeldTunnel> all, int from, By by) {
    if (from >= all.size()) {
      return CompletableFuture.completedStage(true);
    }
    int to = Math.min(from + AT_ONCE, all.size());
    return claim(all.subList(from, to), by)
        .thenCompose(
            answered -> answered ? claimAll(all, to, by) : CompletableFuture.completedStage(false));
  }

  /** Compares a part of the tunnels with the directory: messages may be lost. */
  private void check() {
    if (state == State.JOINING) {
      return;
    }
    if (checked >= round.size()) {
      round = new ArrayList<>(held.values());
      checked = 0;
    }
    int to = Math.min(checked + 1 + round.size() / ROUND_TICKS, round.size());
    List<HeldTunnel> some =
        round.subList(checked, to).stream()
            .filter(tunnel -> tunnel.isClaimed() && !tunnel.isEnded())
            .toList();
    checked = to;
    if (some.isEmpty()) {
      return;
    }
    quota.keep(some.stream().map(HeldTunnel::tunnel).toList());
    long old = System.nanoTime() - REWRITE_NANOS;
    CompletionStage<?> _ =
        directory
            .lost(some.stream().map(HeldTunnel::claim).toList())
            .thenCompose(lost ->
                claimAll(
                    some.stream()
                        .filter(
                            tunnel -> lost.contains(tunnel.claim()) || tunnel.isWrittenBefore(old))
                        .toList(),
                    0,
                    By.CHECK));
  }

  /** The relay has no tunnels any more. Blocks for half a second at most. */
  public void leave() {
    gone = true;
    try {
      var _ = directory.leave().toCompletableFuture().get(LEAVING_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException away) {
      LOG.log(Level.DEBUG, "The lease ends by itself", away);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

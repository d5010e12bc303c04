package io.visiona.bench.chain;

import io.visiona.shared.directory.Claim;
import io.visiona.shared.directory.ClaimRequest;
import io.visiona.shared.directory.RedisDirectory;
import io.visiona.shared.directory.RelayInfo;
import io.visiona.shared.directory.RelayInfo.State;
import io.visiona.shared.directory.Renewal;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A relay without sockets: the real directory, and tunnels that are only numbers. It renews its
 * lease every five seconds and claims everything again, a thousand at a time, when the lease or the
 * directory's data was lost, as a relay does. Its tick is one thread's.
 */
final class SimulatedRelay implements AutoCloseable {
  private static final int RENEW_TICKS = 5;
  private static final int AT_ONCE = 1000;
  private static final int CAPACITY = 50_000;

  private final RedisDirectory directory;
  private final RelayInfo self;
  private final Map<String, Long> held = new ConcurrentHashMap<>();
  private volatile State state = State.JOINING;
  private final AtomicBoolean renewing = new AtomicBoolean();
  private volatile boolean incomplete;
  private int ticks;

  SimulatedRelay(RedisDirectory directory, String id, int phase) {
    this.directory = directory;
    this.self =
        new RelayInfo(id, "", URI.create("http://127.0.0.1:3801"), State.JOINING, 0, CAPACITY);
    this.ticks = phase;
  }

  String id() {
    return self.id();
  }

  boolean isUp() {
    return state == State.UP;
  }

  int tunnels() {
    return held.size();
  }

  /** An agent's new tunnel; whether the directory has it now. */
  CompletionStage<Boolean> open(String agent) {
    return claim(List.of(new ClaimRequest(agent, 0, 1, "yamux")));
  }

  /** Tunnels that all begin. */
  CompletionStage<Boolean> open(List<String> agents) {
    List<ClaimRequest> claims = new ArrayList<>(agents.size());
    agents.forEach(agent -> claims.add(new ClaimRequest(agent, 0, 1, "yamux")));
    return claimAll(claims, 0);
  }

  /** The tunnel is somewhere else now. */
  void forget(String agent) {
    held.remove(agent);
  }

  private CompletionStage<Boolean> claim(List<ClaimRequest> claims) {
    return directory
        .claim(claims)
        .thenApply(answers -> {
          boolean all = true;
          for (int i = 0; i < answers.size(); i++) {
            String agent = claims.get(i).agent();
            switch (answers.get(i)) {
              case Claim.Won won -> held.put(agent, won.generation());
              case Claim.Newer _, Claim.Revoked _ -> held.remove(agent);
              case Claim.Unknown _ -> all = false;
            }
          }
          return all;
        });
  }

  private CompletionStage<Boolean> claimAll(List<ClaimRequest> all, int from) {
    if (from >= all.size()) {
      return CompletableFuture.completedStage(true);
    }
    int to = Math.min(from + AT_ONCE, all.size());
    return claim(all.subList(from, to))
        .thenCompose(
            answered -> answered ? claimAll(all, to) : CompletableFuture.completedStage(false));
  }

  /** Once a second. */
  void tick() {
    boolean due = ticks++ % RENEW_TICKS == 0 || state == State.JOINING;
    if (due && renewing.compareAndSet(false, true)) {
      CompletionStage<?> _ = renew().whenComplete((_, _) -> renewing.set(false));
    }
  }

  /** Renews the lease, and does what follows from it. */
  CompletionStage<?> renew() {
    RelayInfo now = new RelayInfo(id(), "", self.url(), state, held.size(), CAPACITY);
    return directory.renew(now).thenCompose(this::renewed);
  }

  private CompletionStage<?> renewed(Renewal renewal) {
    return switch (renewal) {
      case LOST -> {
        state = State.JOINING;
        yield rejoin();
      }
      case HELD -> {
        if (state == State.JOINING && incomplete) {
          yield rejoin();
        }
        state = State.UP;
        yield CompletableFuture.completedStage(true);
      }
      case TAKEN, UNKNOWN -> CompletableFuture.completedStage(false);
    };
  }

  private CompletionStage<?> rejoin() {
    incomplete = true;
    List<ClaimRequest> claims = new ArrayList<>(held.size());
    held.forEach(
        (agent, generation) -> claims.add(new ClaimRequest(agent, generation, 1, "yamux")));
    return claimAll(claims, 0).thenAccept(all -> incomplete = !all);
  }

  @Override
  public void close() {
    directory.close();
  }
}

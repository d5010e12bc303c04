package io.visiona.api.agents;

import io.visiona.api.platform.work.Loop;
import io.visiona.shared.sessions.SessionSummary;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;

/**
 * Keeps when agents were last heard of: of those that are online once a minute, so that it is not
 * lost with this server, and of one that is gone when that is noticed, which takes five seconds.
 * Several servers do the same work; a later time stands. One thread.
 */
public final class LastSeen implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofSeconds(5);
  private static final Duration WRITE_EVERY = Duration.ofMinutes(1);
  private static final int AT_ONCE = 500;

  private final LiveTunnels tunnels;
  private final Agents agents;
  private final InstantSource clock;
  private final Loop loop =
      new Loop("When agents were last heard of cannot be kept now", PERIOD, this::look);
  private Set<UUID> online = Set.of();
  private Instant writtenAt = Instant.EPOCH;

  public LastSeen(LiveTunnels tunnels, Agents agents, InstantSource clock) {
    this.tunnels = tunnels;
    this.agents = agents;
    this.clock = clock;
  }

  /** Looks until it is closed, or its executor shut down. */
  void start(Executor executor) {
    loop.start(executor);
  }

  /** One look; while the relay cannot be asked nobody is taken for gone. */
  void look() {
    Optional<Map<String, SessionSummary>> live = tunnels.live();
    if (live.isEmpty()) {
      return;
    }
    Set<UUID> present = new HashSet<>();
    live.get().keySet().forEach(agent -> present.add(UUID.fromString(agent)));
    Instant now = clock.instant();
    Set<UUID> gone = new HashSet<>(online);
    gone.removeAll(present);
    note(gone, now);
    if (!now.isBefore(writtenAt.plus(WRITE_EVERY))) {
      note(present, now);
      writtenAt = now;
    }
    online = present;
  }

  private void note(Set<UUID> seen, Instant at) {
    List<UUID> all = new ArrayList<>(seen);
    for (int from = 0; from < all.size(); from += AT_ONCE) {
      agents.noteSeen(all.subList(from, Math.min(from + AT_ONCE, all.size())), at);
    }
  }

  @Override
  public void close() {
    loop.close();
  }
}

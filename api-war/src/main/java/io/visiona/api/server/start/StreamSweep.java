package io.visiona.api.server.start;

import io.visiona.api.agents.Agents;
import io.visiona.api.identity.sessions.SessionKey;
import io.visiona.api.identity.sessions.UserSessionStore;
import io.visiona.api.platform.streams.OpenStreams;
import io.visiona.api.platform.streams.Permissions;
import io.visiona.shared.concurrent.PeriodicTask;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;

/**
 * Looks twice a second whether what is open here is still allowed: one sweep for all streams, none
 * while there are none.
 */
@ApplicationScoped
public class StreamSweep {
  private static final Duration LOOK = Duration.ofMillis(500);

  void start(
      @Observes @Initialized(ApplicationScoped.class) Object event,
      OpenStreams streams,
      UserSessionStore sessions,
      Agents agents,
      MetricRegistry registry,
      ExecutorService executor) {
    registry.gauge(
        Metadata.builder()
            .withName("visiona_open_streams")
            .withDescription("Streams to people that end with their session or agent")
            .build(),
        streams,
        OpenStreams::size);
    Permissions permissions = new Stored(sessions, agents);
    new PeriodicTask(
            "Permissions of open streams cannot be looked at now",
            LOOK,
            () -> streams.sweep(permissions))
        .start(executor);
  }

  private record Stored(UserSessionStore sessions, Agents agents) implements Permissions {
    @Override
    public Map<String, Instant> liveSessions(Set<String> hashes) {
      List<SessionKey> keys = hashes.stream().map(SessionKey::new).toList();
      Map<String, Instant> live = new HashMap<>();
      sessions.idleEnds(keys).forEach((key, until) -> live.put(key.hash(), until));
      return live;
    }

    @Override
    public Map<UUID, AgentPermission> agents(Set<UUID> asked) {
      return agents.permissions(asked);
    }
  }
}

package io.visiona.api.forward;

import io.visiona.api.agents.relay.AgentLocations;
import io.visiona.api.agents.relay.RelayLinks;
import io.visiona.api.agents.relay.RelaySessionStore;
import io.visiona.api.http.body.BodyConfig;
import io.visiona.api.identity.signin.PublicSite;
import io.visiona.api.platform.streams.OpenStreams;
import io.visiona.api.proxy.ClientWatch;
import io.visiona.api.proxy.ReverseProxy;
import io.visiona.shared.config.Configuration;
import io.visiona.shared.container.Container;
import io.visiona.shared.directory.TunnelDirectory;
import io.visiona.shared.limit.LimitConfig;
import io.visiona.shared.limit.LimitConfig.Share;
import io.visiona.shared.limit.Limiters;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.eclipse.microprofile.metrics.MetricRegistry;

/** Makes what forwarding shares. */
@Dependent
public class ForwardProducers {
  private static final LimitConfig WRITE_WAITS =
      new LimitConfig(
          "agent_write_waits",
          ReverseProxy.WAITERS,
          shares(ReverseProxy.WAITERS_EACH),
          Duration.ZERO,
          0);

  private static List<Share> shares(int each) {
    return List.of(new Share("person", each), new Share("agent", each));
  }

  @Produces
  @Singleton
  Forwarding forwarding(
      AgentLocations locations,
      RelayLinks links,
      RelaySessionStore store,
      TunnelDirectory directory,
      ForwardConfig config,
      ExecutorService executor,
      ClientWatch watch,
      OpenStreams open,
      Limiters limiters,
      BodyConfig bodies,
      Container container,
      MetricRegistry registry,
      PublicSite site) {
    return new Forwarding(
        new ReverseProxy(
            executor, watch, false, limiters.of(WRITE_WAITS), bodies.idleTimeout(), container),
        limiters.of(config.streams()),
        open,
        new AgentUpstream.Agents(
            new AgentRoutes(locations, links, new AgentPresence(store)),
            new AgentLimiter(config.streamsPerAgent(), directory.apis()::live)),
        config,
        new ForwardMetrics(registry),
        site.https());
  }

  @Produces
  @Singleton
  ForwardConfig forward(Configuration all) {
    return all.of(ForwardConfig.class);
  }
}

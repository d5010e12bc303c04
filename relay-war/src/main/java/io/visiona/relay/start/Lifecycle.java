package io.visiona.relay.start;

import io.visiona.relay.config.TunnelConfig;
import io.visiona.relay.directory.Evening;
import io.visiona.relay.directory.Membership;
import io.visiona.relay.log.TunnelLog;
import io.visiona.relay.sessions.RelayDrain;
import io.visiona.relay.sessions.Tunnels;
import io.visiona.shared.config.Configuration;
import io.visiona.shared.config.Live;
import io.visiona.shared.config.StorageConfig;
import io.visiona.shared.container.ListeningPorts;
import io.visiona.shared.container.ServerVersion;
import io.visiona.shared.directory.TunnelDirectory;
import io.visiona.shared.lifecycle.StartRefusal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.servlet.ServletContext;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ExecutorService;
import org.eclipse.microprofile.config.Config;

/** What happens before the first request and after the last. */
@Dependent
public class Lifecycle {
  private static final Logger LOG = System.getLogger(Lifecycle.class.getName());

  /** A configuration with problems is thrown here, and the application does not start. */
  void start(
      @Observes @Initialized(ApplicationScoped.class) Object event,
      Configuration settings,
      RelayMetrics metrics,
      RelayTicker ticker,
      Tunnels tunnels,
      TunnelDirectory directory,
      Membership membership,
      Evening evening,
      TunnelLog log,
      Live<TunnelConfig> live,
      ExecutorService executor,
      Config config)
      throws InterruptedException {
    StartRefusal.unlessFree("relay", config, ListeningPorts.ofRelay(config));
    settings
        .of(StorageConfig.class)
        .warning()
        .ifPresent(warning -> LOG.log(Level.WARNING, warning));
    // Not from CDI: at a start no request is in progress, and Liberty's ServletContext is a
    // request's.
    if (event instanceof ServletContext application) {
      membership.isOf(ServerVersion.of(application).text());
    }
    metrics.register();
    tunnels.watch(membership);
    directory.listen(membership);
    ticker.start(
        executor,
        () -> {
          metrics.update();
          membership.tick();
          evening.tick();
          log.tick();
          live.look();
        });
    LOG.log(
        Level.INFO,
        "Relay listens for agents on port {0,number,#} and for the API on {1,number,#}",
        settings.of(TunnelConfig.class).port(),
        settings.of(TunnelConfig.class).internalPort());
  }

  void stop(
      @Observes @BeforeDestroyed(ApplicationScoped.class) Object event,
      RelayDrain drain,
      Membership membership) {
    drain.finish();
    membership.leave();
  }
}

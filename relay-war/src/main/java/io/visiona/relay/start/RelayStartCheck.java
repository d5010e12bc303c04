package io.visiona.relay.start;

import io.visiona.relay.tunnel.ApiTokenAuthority;
import io.visiona.relay.tunnel.Introspection;
import io.visiona.relay.tunnel.PresentedToken;
import io.visiona.shared.config.Configuration;
import io.visiona.shared.config.InternalConfig;
import io.visiona.shared.config.StorageConfig;
import io.visiona.shared.container.Applications;
import io.visiona.shared.container.ListeningPorts;
import io.visiona.shared.directory.DirectoryConfig;
import io.visiona.shared.directory.TunnelDirectory;
import io.visiona.shared.lifecycle.CheckReport;
import io.visiona.shared.lifecycle.CheckRunner;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.Config;

/**
 * A relay that was started to be checked tells how its settings and what it talks to are, and ends
 * before it serves anybody. Beside the API in one server it leaves the end, and what the API is
 * asked for, to the API's own check.
 */
@Dependent
public class RelayStartCheck {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Instance<ApiTokenAuthority> authority;
  private final Instance<TunnelDirectory> directory;
  private final ExecutorService executor;

  /** Asks for nothing in a relay that is to serve. */
  @Inject
  public RelayStartCheck(
      Instance<ApiTokenAuthority> authority,
      Instance<TunnelDirectory> directory,
      ExecutorService executor) {
    this.authority = authority;
    this.directory = directory;
    this.executor = executor;
  }

  /** Before anything of it begins. */
  void start(
      @Observes @Initialized(ApplicationScoped.class) @Priority(Interceptor.Priority.LIBRARY_BEFORE)
          Object event,
      Config config,
      Configuration settings)
      throws InterruptedException {
    Optional<CheckReport> report = CheckReport.of(config);
    if (report.isPresent()) {
      look(new CheckRunner(report.get(), executor, PATIENCE), config, settings);
    }
  }

  private void look(CheckRunner run, Config config, Configuration settings)
      throws InterruptedException {
    DirectoryConfig places = settings.of(DirectoryConfig.class);
    run.run(
        "settings", () -> "complete and within their bounds, for the relay " + places.relayId());
    run.runIf(
        places.kind() == DirectoryConfig.Kind.REDIS,
        "directory",
        "visiona.tunnel.directory is local: one relay",
        () -> {
          directory
              .get()
              .refresh()
              .toCompletableFuture()
              .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
          return "Redis answers";
        });
    run.warn("ports", ListeningPorts.ofRelay(config).problem());
    if (Applications.isHere("api")) {
      run.leaveTheEnd("relay");
    }
    run.warn("settings", settings.of(StorageConfig.class).warning());
    run.warn("settings", settings.of(InternalConfig.class).warning());
    run.run("api", () -> api(settings));
    run.end("relay");
  }

  /** By a token that nobody has: only a relay with the right secret is told so. */
  private String api(Configuration settings) {
    List<Introspection> _ = authority.get().ask(List.of(new PresentedToken("of-nobody")));
    return settings.of(InternalConfig.class).apiInternalUrl() + " takes this relay's service token";
  }
}

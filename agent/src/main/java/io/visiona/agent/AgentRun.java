package io.visiona.agent;

import io.visiona.agent.api.AgentServices;
import io.visiona.agent.api.AgentSite;
import io.visiona.agent.api.ControlServer;
import io.visiona.agent.api.Restart;
import io.visiona.agent.http.BuiltInSite;
import io.visiona.agent.pairing.AgentCredential;
import io.visiona.agent.target.Pages;
import io.visiona.agent.tunnel.DialResult;
import io.visiona.agent.tunnel.Dialer;
import io.visiona.agent.tunnel.TunnelKeeper;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One life of the agent, from its devices to its tunnel. */
final class AgentRun {
  /** How a life ended. */
  enum End {
    STOPPED,
    UNAUTHORIZED,
    RESTART
  }

  private static final Duration ANSWER_TIME = Duration.ofMillis(300);
  private static final Duration DRAIN = Duration.ofSeconds(2);

  private final AgentCredential credential;
  private final DeviceOptions options;
  private final Path state;
  private final Pages pages;
  private final HttpClient client;
  private final PrintWriter err;
  private volatile boolean restartAsked;
  private volatile @Nullable TunnelKeeper keeper;

  AgentRun(
      AgentCredential credential,
      DeviceOptions options,
      Path state,
      Pages pages,
      HttpClient client,
      PrintWriter err) {
    this.credential = credential;
    this.options = options;
    this.state = state;
    this.pages = pages;
    this.client = client;
    this.err = err;
  }

  /** Runs until stopped, refused or to be restarted. */
  End run(Dialer dialer) throws IOException, InterruptedException {
    AgentServices.Parts parts =
        new AgentServices.Parts(
            credential.name(),
            Build.version(),
            options.provider(),
            options.deviceNames(),
            options.folder(state),
            options.origins(credential.fileOrigins()),
            client,
            options.allowLocalSources,
            new FromAfar());
    try (AgentServices services = new AgentServices(parts)) {
      services.start(options.resume);
      AgentSite site =
          new AgentSite(services.api(), new BuiltInSite(Build.version()), pages, services.faults());
      TunnelKeeper kept =
          new TunnelKeeper(services.tunnel().watching(droppable(dialer, services)), site);
      keeper = kept;
      try (Stopper _ = Stopper.on(kept, err);
          ControlServer _ = control(services)) {
        return switch (kept.run()) {
          case STOPPED -> restartAsked ? End.RESTART : End.STOPPED;
          case UNAUTHORIZED -> End.UNAUTHORIZED;
        };
      }
    }
  }

  /** Devices must not be out of reach because a port for demonstrations is taken. */
  private @Nullable ControlServer control(AgentServices services) {
    InetSocketAddress address = options.controlAddress();
    try {
      return address == null ? null : ControlServer.start(address, services);
    } catch (IOException e) {
      err.println("No faults on demand: " + address + " cannot be used: " + e.getMessage());
      return null;
    }
  }

  private static Dialer droppable(Dialer dialer, AgentServices services) {
    return () ->
        services.faults().isOn("drop_tunnel")
            ? new DialResult.Unreachable("dropped on demand")
            : dialer.dial();
  }

  private final class FromAfar implements Restart {
    @Override
    public boolean isHostAllowed() {
      return options.allowHostRestart;
    }

    @Override
    public void ask(boolean host) {
      Thread.ofVirtual().name("restart").start(() -> restart(host));
    }

    private void restart(boolean host) {
      try {
        Thread.sleep(ANSWER_TIME);
        if (host) {
          new ProcessBuilder("systemctl", "reboot").inheritIO().start();
          return;
        }
        restartAsked = true;
        TunnelKeeper kept = keeper;
        if (kept != null) {
          kept.stop(DRAIN);
        }
      } catch (IOException e) {
        System.getLogger(AgentRun.class.getName())
            .log(System.Logger.Level.ERROR, "the machine cannot be restarted", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}

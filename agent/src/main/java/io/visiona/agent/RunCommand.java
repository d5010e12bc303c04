package io.visiona.agent;

import io.visiona.agent.pairing.AgentCredential;
import io.visiona.agent.pairing.CredentialFile;
import io.visiona.agent.target.Pages;
import io.visiona.agent.tunnel.Dialer;
import io.visiona.agent.tunnel.Dialers;
import io.visiona.agent.tunnel.TunnelAddress;
import io.visiona.agent.tunnel.UpgradeDialer;
import io.visiona.agent.tunnel.WebSocketClient;
import io.visiona.agent.tunnel.WebSocketDialer;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpClient;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Keeps the tunnel up until told to stop. */
@Command(
    name = "run",
    description = "Opens the tunnel and serves what comes through it, until stopped.",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  enum TransportChoice {
    AUTO,
    YAMUX,
    WEBSOCKET
  }

  @Option(
      names = "--transport",
      defaultValue = "AUTO",
      description = {
        "auto, yamux or websocket. Auto tries yamux, which is faster, and uses WebSocket",
        "where something on the way lets only that through. Default: auto."
      })
  TransportChoice transport;

  @Option(
      names = "--server",
      paramLabel = "URL",
      defaultValue = "${env:VISIONA_AGENT_TUNNEL}",
      description = "Dial this tunnel URL instead of the one told at pairing.")
  @Nullable String server;

  @Option(
      names = "--tunnels",
      paramLabel = "1|2",
      defaultValue = "2",
      description = {
        "How many tunnels to keep. The second goes to another relay, where there are several, and",
        "serves when the first one dies. Default: 2."
      })
  int tunnels;

  @Option(
      names = "--allow-insecure",
      description = "Accept plain http to another machine: the credential crosses it in clear.")
  boolean allowInsecure;

  @Mixin TargetOptions targets;
  @Mixin DeviceOptions devices;
  @Mixin StateOption state;
  @Spec CommandSpec spec;

  /** Picocli sets the fields. */
  @SuppressWarnings("NullAway.Init")
  RunCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    Pages pages = pages();
    checkDevices();
    if (tunnels < 1 || tunnels > 2) {
      throw new ParameterException(spec.commandLine(), "--tunnels is 1 or 2");
    }
    PrintWriter err = spec.commandLine().getErr();
    CredentialFile file = state.file();
    try {
      return run(file.read(), file.path(), pages, err).number();
    } catch (NoSuchFileException e) {
      err.println("This machine is not paired yet (no " + file.path() + "). Run pair first.");
    } catch (IOException e) {
      err.println("The credential or the data directory cannot be used: " + e.getMessage());
    }
    return AgentExitCode.NO_CREDENTIAL.number();
  }

  private AgentExitCode run(
      AgentCredential credential, Path stateFile, Pages pages, PrintWriter err)
      throws IOException, InterruptedException {
    TunnelAddress address = address(credential);
    try (HttpClient client = HttpClients.newClient();
        WebSocketClient first = new WebSocketClient();
        WebSocketClient second = new WebSocketClient()) {
      Dialers dialers = dialers(address, credential, List.of(first, second));
      while (true) {
        err.println("Agent " + credential.agentId() + " dials " + address + ".");
        AgentRun life = new AgentRun(credential, devices, stateFile, pages, client, err);
        switch (life.run(address, tunnels, dialers)) {
          case STOPPED -> {
            return AgentExitCode.OK;
          }
          case UNAUTHORIZED -> {
            err.println(
                "The server refuses this agent's credential. Pair this machine again, or store a new"
                    + " token with the command token.");
            return AgentExitCode.REFUSED;
          }
          case RESTART -> err.println("Starting again, as was asked for.");
        }
      }
    }
  }

  private void checkDevices() {
    try {
      devices.provider();
      devices.controlAddress();
      devices.origins(List.of());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private Pages pages() {
    try {
      return targets.pages();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private TunnelAddress address(AgentCredential credential) {
    String chosen = server;
    TunnelAddress address;
    try {
      address =
          chosen == null || chosen.isEmpty() ? credential.tunnel() : TunnelAddress.parse(chosen);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--server: " + e.getMessage(), e);
    }
    if (address.isExposed() && !allowInsecure) {
      throw new ParameterException(
          spec.commandLine(),
          "The credential would cross the network in clear to "
              + address
              + ": use https, or --allow-insecure.");
    }
    return address;
  }

  private Dialers dialers(
      TunnelAddress home, AgentCredential credential, List<WebSocketClient> clients) {
    String userAgent = Build.userAgent();
    return (address, introduction) -> {
      Dialer upgrade =
          new UpgradeDialer(address, credential.token(), userAgent, introduction, home);
      Dialer webSocket =
          new WebSocketDialer(
              address,
              credential.token(),
              userAgent,
              clients.get(introduction.slot()),
              introduction,
              home);
      return switch (transport) {
        case AUTO -> upgrade.otherwise(webSocket);
        case YAMUX -> upgrade;
        case WEBSOCKET -> webSocket;
      };
    };
  }
}

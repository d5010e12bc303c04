package io.visiona.agent;

import io.visiona.agent.pairing.CredentialFile;
import io.visiona.agent.pairing.PairingClient;
import io.visiona.agent.pairing.PairingResult;
import io.visiona.agent.tunnel.TunnelAddress;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trades a pairing code for a credential and stores that. */
@Command(
    name = "pair",
    description = "Pairs this machine with the account that made the code.",
    mixinStandardHelpOptions = true)
final class PairCommand implements Callable<Integer> {
  @Parameters(paramLabel = "CODE", description = "The code shown in the console; it works once.")
  String code;

  @Option(
      names = "--server",
      paramLabel = "URL",
      defaultValue = "${env:VISIONA_AGENT_SERVER:-http://127.0.0.1:3721}",
      description = "The visionA server. Default: $VISIONA_AGENT_SERVER or http://127.0.0.1:3721.")
  URI server;

  @Option(
      names = "--name",
      description = "What to call this machine in the console. Default: its host name.")
  @Nullable String name;

  @Option(
      names = "--allow-insecure",
      description = "Accept plain http to another machine: the credential crosses it in clear.")
  boolean allowInsecure;

  @Mixin StateOption state;
  @Spec CommandSpec spec;

  /** Picocli sets the fields. */
  @SuppressWarnings("NullAway.Init")
  PairCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    checkServer();
    PrintWriter err = spec.commandLine().getErr();
    CredentialFile file = state.file();
    try {
      file.prepare();
      return exchange(file, err).number();
    } catch (IOException e) {
      err.println("The credential cannot be stored: " + e.getMessage());
      return AgentExitCode.NO_CREDENTIAL.number();
    }
  }

  private AgentExitCode exchange(CredentialFile file, PrintWriter err)
      throws IOException, InterruptedException {
    String called = name != null ? name : hostName();
    try (HttpClient client = HttpClients.newClient()) {
      PairingClient pairing = new PairingClient(client, Build.userAgent());
      return switch (pairing.exchange(server, code, called, Build.platform())) {
        case PairingResult.Paired paired -> {
          file.write(paired.credential());
          PrintWriter out = spec.commandLine().getOut();
          out.println("Paired as \"" + called + "\" (" + paired.credential().agentId() + ").");
          out.println("The credential is in " + file.path() + ".");
          yield AgentExitCode.OK;
        }
        case PairingResult.Refused refused -> {
          err.println("Not paired: " + refused.why() + ".");
          yield AgentExitCode.REFUSED;
        }
        case PairingResult.Unavailable unavailable -> {
          err.println("Not paired: " + unavailable.why() + ".");
          yield AgentExitCode.UNAVAILABLE;
        }
      };
    }
  }

  private void checkServer() {
    String scheme = server.getScheme() == null ? "" : server.getScheme().toLowerCase(Locale.ROOT);
    if (server.getHost() == null || !(scheme.equals("https") || scheme.equals("http"))) {
      throw new ParameterException(spec.commandLine(), "--server is an http or https URL.");
    }
    if (scheme.equals("http") && !allowInsecure && !TunnelAddress.isLoopback(server.getHost())) {
      throw new ParameterException(
          spec.commandLine(),
          "The credential would cross the network in clear: use https, or --allow-insecure.");
    }
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "agent";
    }
  }
}

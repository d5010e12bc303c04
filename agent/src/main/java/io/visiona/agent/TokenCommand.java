package io.visiona.agent;

import io.visiona.agent.pairing.AgentCredential;
import io.visiona.agent.pairing.CredentialFile;
import io.visiona.agent.tunnel.SessionToken;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Takes a new session token for the agent that is paired already. It is read, not given as an
 * argument: arguments are seen by everybody on the machine and kept by shells.
 */
@Command(
    name = "token",
    description = "Stores a new session token, which it asks for; the agent stays who it is.",
    mixinStandardHelpOptions = true)
final class TokenCommand implements Callable<Integer> {
  @Mixin StateOption state;
  @Spec CommandSpec spec;

  /** Picocli sets the fields. */
  @SuppressWarnings("NullAway.Init")
  TokenCommand() {}

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    CredentialFile file = state.file();
    try {
      AgentCredential old = file.read();
      SessionToken token = token(ask());
      if (token == null) {
        err.println("That is no session token: copy all of it from the console.");
        return AgentExitCode.USAGE.number();
      }
      file.write(
          new AgentCredential(old.agentId(), old.name(), token, old.tunnel(), old.fileOrigins()));
      spec.commandLine().getOut().println("The new token is in " + file.path() + ".");
      return AgentExitCode.OK.number();
    } catch (NoSuchFileException e) {
      err.println("This machine is not paired yet (no " + file.path() + "). Run pair first.");
    } catch (IOException e) {
      err.println("The credential cannot be used: " + e.getMessage());
    }
    return AgentExitCode.NO_CREDENTIAL.number();
  }

  /** Typed where nobody sees it, or the first line of what another program sends. */
  // Java 25 gives none again where nobody types, whatever the check says of 22 and later.
  @SuppressWarnings("SystemConsoleNull")
  private static @Nullable String ask() throws IOException {
    Console console = System.console();
    if (console != null && console.isTerminal()) {
      char[] typed = console.readPassword("Session token: ");
      return typed == null ? null : new String(typed);
    }
    return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
  }

  private static @Nullable SessionToken token(@Nullable String text) {
    try {
      return text == null ? null : new SessionToken(text.strip());
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}

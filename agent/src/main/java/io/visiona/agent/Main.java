package io.visiona.agent;

import java.io.IOException;
import java.io.InputStream;
import java.util.logging.LogManager;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The agent's entry point. */
@Command(
    name = "visiona-agent",
    description = "Makes this machine reachable through visionA.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {PairCommand.class, RunCommand.class, TokenCommand.class},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done, or stopped by a signal",
      "1:a fault; the log says more",
      "2:wrong usage",
      "3:the server refused the pairing code or the credential",
      "4:no credential, or it cannot be read or written",
      "5:the server is unreachable or busy"
    },
    footer = {
      "",
      "Pair once with a code from the console, then keep it running:",
      "  visiona-agent pair CODE --server https://visiona.example",
      "  visiona-agent run --target http://127.0.0.1:8080",
      "",
      "After \"New token\" in the console, store it and start the agent again:",
      "  visiona-agent token"
    })
public final class Main implements Runnable {
  @Spec CommandSpec spec;

  /** Picocli sets the fields. */
  @SuppressWarnings("NullAway.Init")
  Main() {}

  /** Runs one command and ends the process with its {@link AgentExitCode}. */
  public static void main(String[] arguments) throws IOException {
    // Pictures are drawn and encoded, never shown.
    System.setProperty("java.awt.headless", "true");
    configureLogging();
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say what to do: pair, run or token.");
  }

  private static void configureLogging() throws IOException {
    try (InputStream settings = Main.class.getResourceAsStream("logging.properties")) {
      if (settings != null && System.getProperty("java.util.logging.config.file") == null) {
        LogManager.getLogManager().readConfiguration(settings);
      }
    }
  }

  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {Build.userAgent()};
    }
  }
}

package io.visiona.cli;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line's entry point. */
@CommandLine.Command(
    name = "visiona",
    description = "Agents, devices and models of a visionA server, from a shell.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {
      LoginCommand.class,
      LogoutCommand.class,
      AgentsCommand.class,
      DevicesCommand.class,
      ModelsCommand.class,
      ConvertCommand.class,
      FlashCommand.class,
      ResultsCommand.class,
      LogsCommand.class,
      OpenCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:a fault of this program",
      "2:wrong usage",
      "3:not signed in, or the session is over",
      "4:refused: there is no such thing, or it may not be now",
      "5:the server or the agent cannot be reached or cannot answer now",
      "6:begun, and failed: a conversion, a flash"
    },
    footer = {
      "",
      "Sign in once, then for example:",
      "  visiona login --server https://visiona.example",
      "  visiona devices",
      "  visiona results \"Hall 3\" kl720-00b2 --start"
    })
public final class Main implements Runnable {
  @Spec CommandSpec spec;

  /** Picocli sets the fields. */
  @SuppressWarnings("NullAway.Init")
  Main() {}

  /** Runs one command and ends the process with its {@link ExitCode}. */
  public static void main(String[] arguments) {
    PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int code = commandLine(out, err).execute(arguments);
    out.flush();
    System.exit(code);
  }

  static CommandLine commandLine(PrintWriter out, PrintWriter err) {
    return new CommandLine(new Main())
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setExecutionExceptionHandler((thrown, line, parsed) -> failed(thrown, line));
  }

  /** One sentence; with {@code --json} the server's error as it is. */
  private static int failed(Exception thrown, CommandLine line) {
    if (!(thrown instanceof Failure failure)) {
      line.getErr().println("visiona: " + Terminal.clean(String.valueOf(thrown)));
      return ExitCode.FAULT.number();
    }
    boolean json = line.getCommand() instanceof Command command && command.json;
    if (json) {
      JsonObject error = failure.error();
      new Terminal(line.getErr(), line.getErr())
          .json(
              Json.createObjectBuilder()
                  .add(
                      "error",
                      error == null
                          ? Json.createObjectBuilder()
                              .add("message", String.valueOf(failure.getMessage()))
                              .build()
                          : error)
                  .build());
    } else {
      line.getErr().println("visiona: " + failure.getMessage());
    }
    line.getErr().flush();
    return failure.exitCode().number();
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say what to do, for example: devices.");
  }

  /** What this build calls itself. */
  static String version() {
    String version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"visiona " + version()};
    }
  }
}

package io.visiona.launch.dev;

import io.visiona.launch.Installation;
import io.visiona.launch.Ports;
import io.visiona.launch.reload.CompileException;
import io.visiona.launch.reload.QuickTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code ./dev} runs once everything is built. */
@Command(
    name = "dev",
    description = "The development installation of this checkout.",
    subcommands = {DevMain.Up.class, DevMain.Login.class, DevMain.Reload.class, DevMain.Test.class})
public final class DevMain {

  @Option(
      names = "--folder",
      required = true,
      description = "Where data, logs and cookies are kept.")
  private Path folder = Path.of(".dev");

  private DevMain() {}

  public static void main(String[] arguments) {
    CommandLine line = new CommandLine(new DevMain());
    line.setExecutionExceptionHandler((failure, command, parsed) -> {
      command.getErr().println(failure.getMessage());
      return 1;
    });
    System.exit(line.execute(arguments));
  }

  private DevInstallation installation() {
    return new DevInstallation(
        Installation.find(),
        folder.toAbsolutePath(),
        DevPorts.from(System.getenv(), Ports.defaults()));
  }

  /** Starts everything and stays until it is told to stop. */
  @Command(name = "up", description = "Starts server and demo agent, and stays.")
  static final class Up implements Callable<Integer> {
    @CommandLine.ParentCommand private @org.jspecify.annotations.Nullable DevMain parent;

    @Option(names = "--watch", description = "Puts changed sources into the running server.")
    private boolean watch;

    @Option(
        names = "--cluster",
        description = "Two relays and two API servers instead of one server.")
    private boolean cluster;

    private Up() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
      DevInstallation installation = parentOf(parent).installation();
      return cluster
          ? new ClusterRun(
                  installation.build(),
                  installation.folder().resolve("cluster"),
                  installation.ports())
              .run()
          : new DevRun(installation, watch).run();
    }
  }

  /** Signs somebody in and leaves the cookie for curl. */
  @Command(name = "login", description = "Signs a person in and writes a cookie jar for curl.")
  static final class Login implements Callable<Integer> {
    @CommandLine.ParentCommand private @org.jspecify.annotations.Nullable DevMain parent;

    @Parameters(arity = "0..1", defaultValue = "alice", description = "alice or bob")
    private String username = "alice";

    @CommandLine.Spec private CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

    private Login() {}

    @Override
    public Integer call() throws IOException {
      DevInstallation installation = parentOf(parent).installation();
      Path jar = installation.signIn(username).jar();
      if (spec != null) {
        spec.commandLine()
            .getOut()
            .println(username + " is signed in; use: curl -b " + installation.shown(jar) + " …");
      }
      return 0;
    }
  }

  /** Puts what changed into the running server. */
  @Command(name = "reload", description = "Compiles what changed into the running server.")
  static final class Reload implements Callable<Integer> {
    @CommandLine.ParentCommand private @org.jspecify.annotations.Nullable DevMain parent;

    private Reload() {}

    @Override
    public Integer call() throws IOException {
      return Watcher.reload(parentOf(parent).installation().applications(), System.out) ? 0 : 1;
    }
  }

  /** Runs one test class without Maven. */
  @Command(name = "test", description = "Compiles what changed and runs one test class.")
  static final class Test implements Callable<Integer> {
    @Parameters(description = "A class, such as RouteTableTest, or a method: RouteTableTest#name")
    private String name = "";

    private Test() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
      try {
        return new QuickTest(Installation.find()).run(name);
      } catch (CompileException e) {
        System.out.println(e.getMessage());
        return 1;
      }
    }
  }

  private static DevMain parentOf(@org.jspecify.annotations.Nullable DevMain parent) {
    if (parent == null) {
      throw new IllegalStateException("picocli has not set the parent command");
    }
    return parent;
  }
}

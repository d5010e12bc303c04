package io.visiona.launch.dev;

import io.visiona.launch.AgentProcess;
import io.visiona.launch.Await;
import io.visiona.launch.Person;
import io.visiona.launch.ServerProcess;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Starts server and demo agent, says what to open, and stays until the process is told to stop or
 * the server ends.
 */
final class DevRun {
  private static final Duration ONLINE_LIMIT = Duration.ofSeconds(30);
  private static final Duration AGENT_PAUSE = Duration.ofSeconds(10);

  private final DevInstallation installation;
  private final PrintStream out;
  private final boolean watch;

  DevRun(DevInstallation installation, boolean watch) {
    this.installation = installation;
    this.watch = watch;
    this.out = System.out;
  }

  int run() throws IOException, InterruptedException {
    List<Integer> taken = installation.ports().taken();
    if (!taken.isEmpty()) {
      throw new IllegalStateException(
          "Something already listens on port "
              + taken
              + ". Stop it (./dev stop), or set VISIONA_API_PORT,"
              + " VISIONA_API_INTERNAL_PORT, VISIONA_OPERATIONS_PORT, VISIONA_ADMIN_PORT, VISIONA_TUNNEL_PORT, VISIONA_RELAY_INTERNAL_PORT,"
              + " VISIONA_STANDINS_PORT or VISIONA_GATEWAY_PORT.");
    }
    Files.createDirectories(installation.folder());
    Path ready = installation.folder().resolve("ready");
    Files.deleteIfExists(ready);
    out.println("Starting (log: " + installation.shown(installation.serverLog()) + ") …");
    try (ChildProcesses children = new ChildProcesses()) {
      ServerProcess server = installation.startServer();
      children.add(server);
      server.awaitReady();
      String text = present(children);
      out.println(text);
      out.flush();
      Files.writeString(ready, text);
      if (watch) {
        children.add(new Watcher(installation.applications(), out));
      }
      server.awaitEnd();
      out.println("The server has ended; see " + installation.shown(installation.serverLog()));
      return 1;
    } finally {
      Files.deleteIfExists(ready);
    }
  }

  private String present(ChildProcesses children) throws IOException {
    DevInstallation.SignedIn alice = installation.signIn("alice");
    try (Person person = alice.person()) {
      if (!installation.isPaired()) {
        installation.forgetAgent();
        installation.pairAgent(person);
      }
      AgentProcess agent = installation.startAgent();
      children.add(agent);
      Optional<JsonObject> found = onlineAgent(person, agent);
      if (found.isEmpty() && !agent.process().isAlive()) {
        // Its credential is of another database: pair anew.
        installation.forgetAgent();
        installation.pairAgent(person);
        agent.restart();
        found = onlineAgent(person, agent);
      }
      JsonObject demo =
          found.orElseThrow(() ->
              new IllegalStateException(
                  "The demo agent does not come online; see "
                      + installation.shown(installation.agentLog())));
      new Showcase(person).prepare();
      children.add(new AgentKeeper(agent::process, agent::restart, AGENT_PAUSE, out));
      return Banner.text(installation, demo, alice.jar());
    }
  }

  private static Optional<JsonObject> onlineAgent(Person person, AgentProcess agent) {
    Await.until(ONLINE_LIMIT, () -> !agent.process().isAlive() || online(person).isPresent());
    return agent.process().isAlive() ? online(person) : Optional.empty();
  }

  private static Optional<JsonObject> online(Person person) {
    return person.agents().stream()
        .filter(agent ->
            "demo".equals(agent.getString("name", "")) && agent.getBoolean("online", false))
        .findFirst();
  }
}

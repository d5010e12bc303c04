package io.visiona.bench.chain;

import io.visiona.launch.AgentProcess;
import io.visiona.launch.Await;
import io.visiona.launch.Installation;
import io.visiona.launch.Person;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Agents of one person, ours and the field's over either transport: some that stay, some that come
 * and go. Not thread-safe but for {@link #comeAndGo}, which may run beside readers.
 */
final class Fleet {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String[] TRANSPORTS = {"yamux", "websocket"};

  private final Installation installation;
  private final Programs programs;
  private final Children children;
  private final Person owner;
  private final URI api;
  private final String tunnelUrl;
  private final List<String> steady = new ArrayList<>();
  private final List<String> passing = new ArrayList<>();
  private final List<String> field = new ArrayList<>();
  private final List<AgentProcess> ours = new ArrayList<>();
  private final List<GoAgent> theirs = new ArrayList<>();

  Fleet(
      Installation installation,
      Programs programs,
      Children children,
      Person owner,
      URI api,
      String tunnelUrl) {
    this.installation = installation;
    this.programs = programs;
    this.children = children;
    this.owner = owner;
    this.api = api;
    this.tunnelUrl = tunnelUrl;
  }

  private record Paired(String id, String token) {}

  private static final class GoAgent {
    private final List<String> command;
    private final String token;
    private Process process;

    private GoAgent(List<String> command, String token, Process process) {
      this.command = command;
      this.token = token;
      this.process = process;
    }
  }

  /** Pairs and starts them all: of each kind one that stays and one that does not. */
  void start() throws IOException {
    for (String transport : TRANSPORTS) {
      steady.add(java("steady-java-" + transport, transport).id());
      Paired go = exchange("steady-go-" + transport);
      goAgent("steady-go-" + transport, transport, go.token());
      steady.add(go.id());
      field.add(go.id());
    }
    for (String transport : TRANSPORTS) {
      Started java = java("passing-java-" + transport, transport);
      ours.add(java.process());
      passing.add(java.id());
      Paired go = exchange("passing-go-" + transport);
      theirs.add(goAgent("passing-go-" + transport, transport, go.token()));
      passing.add(go.id());
      field.add(go.id());
    }
    for (String id : steady) {
      String path = "/api/agents/" + id + "/proxy/healthz";
      if (!Await.until(LIMIT, () -> owner.get(path).statusCode() == 200)) {
        throw new IllegalStateException("an agent does not answer");
      }
    }
  }

  /** Ids of those that stay, with commas between. */
  String steady() {
    return String.join(",", steady);
  }

  /** Ids of those that are the field's. */
  String field() {
    return String.join(",", field);
  }

  /** Ids of those that come and go. */
  String passing() {
    return String.join(",", passing);
  }

  /**
   * Until it is interrupted: every ten seconds one of the field ends and comes back, every minute
   * one of ours, half of them without a word; and every minute one is paired, lives for half a
   * minute, and is revoked.
   */
  void comeAndGo() {
    try {
      for (int turn = 0; ; turn++) {
        TimeUnit.SECONDS.sleep(10);
        restart(theirs.get(turn % theirs.size()), turn % 4 < 2);
        switch (turn % 6) {
          case 1 -> restart(ours.get(turn / 6 % ours.size()), turn / 12 % 2 == 0);
          case 3 -> Thread.ofVirtual().start(this::visit);
          default -> {
            // Only the field's.
          }
        }
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void restart(AgentProcess agent, boolean kill) {
    if (kill) {
      agent.kill();
    }
    agent.restart();
  }

  private void restart(GoAgent agent, boolean kill) throws IOException, InterruptedException {
    if (kill) {
      agent.process.destroyForcibly();
    } else {
      agent.process.destroy();
    }
    agent.process.waitFor();
    TimeUnit.SECONDS.sleep(2);
    agent.process = launch(agent.command, agent.token);
  }

  /** From pairing to revocation, which its agent must notice. */
  private void visit() {
    try {
      Paired guest = exchange("guest");
      Process process = launch(goCommand("websocket"), guest.token());
      children.onClose(process::destroyForcibly);
      TimeUnit.SECONDS.sleep(30);
      owner.delete("/api/agents/" + guest.id());
      if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        RunProgress.say("  a revoked agent did not notice");
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  private record Started(String id, AgentProcess process) {}

  private Started java(String name, String transport) {
    Path state = children.folder().resolve(name + ".json");
    Path log = children.folder().resolve(name + ".log");
    AgentProcess.pair(installation, api, owner.pairingCode("bench", true), name, state, log);
    AgentProcess agent =
        AgentProcess.run(installation, state, log, "--transport", transport, "--server", tunnelUrl);
    children.onClose(agent::close);
    String id =
        owner.agents().stream()
            .filter(each -> each.getString("name").equals(name))
            .map(each -> each.getString("id"))
            .findFirst()
            .orElseThrow();
    return new Started(id, agent);
  }

  private Paired exchange(String name) {
    String question =
        Json.createObjectBuilder()
            .add("code", owner.pairingCode("bench", true))
            .add("name", name)
            .add("platform", "bench")
            .build()
            .toString();
    JsonObject paired = Person.json(owner.post("/api/pairing/exchange", question).body());
    return new Paired(paired.getString("agent_id"), paired.getString("session_token"));
  }

  private List<String> goCommand(String transport) {
    return List.of(programs.agent().toString(), "-url", tunnelUrl, "-transport", transport);
  }

  private GoAgent goAgent(String name, String transport, String token) throws IOException {
    List<String> command = goCommand(transport);
    GoAgent agent = new GoAgent(command, token, launch(command, token));
    children.onClose(() -> agent.process.destroyForcibly());
    RunProgress.say("  " + name);
    return agent;
  }

  private static Process launch(List<String> command, String token) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("VISIONA_AGENT_TOKEN", token);
    return builder.start();
  }
}

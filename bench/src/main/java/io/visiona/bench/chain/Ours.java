package io.visiona.bench.chain;

import io.visiona.launch.AgentProcess;
import io.visiona.launch.Await;
import io.visiona.launch.Installation;
import io.visiona.launch.Person;
import io.visiona.launch.Ports;
import io.visiona.launch.ServerProcess;
import io.visiona.launch.ServerVariables;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * This project's chain: the development server with both applications, a person, and her agents.
 */
final class Ours {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Map<String, Long> javaAgents = new HashMap<>();
  private final Installation installation;
  private final Ports ports;
  private final Person person;
  private final Children children;
  private final long serverPid;

  private Ours(
      Installation installation, Ports ports, Person person, Children children, long serverPid) {
    this.installation = installation;
    this.ports = ports;
    this.person = person;
    this.children = children;
    this.serverPid = serverPid;
  }

  static Ours start(Installation installation, Children children) {
    Ports ports = Ports.free();
    Map<String, String> variables = new TreeMap<>(ServerVariables.of(ports));
    // The measurement with 1,000 streams needs more than the usual bound of 256.
    variables.put("visiona.tunnel.max-streams", "1100");
    variables.put("visiona.forward.streams-per-agent", "1100");
    variables.put("visiona.forward.streams-per-person", "1100");
    ServerProcess server =
        ServerProcess.start(
            installation,
            "visiona-dev",
            children.folder().resolve("server"),
            variables,
            ServerVariables.readiness(ports));
    children.onClose(server::close);
    server.awaitReady();
    Person alice = new Person(URI.create("http://127.0.0.1:" + ports.api()));
    children.onClose(alice::close);
    return new Ours(installation, ports, alice.signIn("alice", "alice"), children, server.pid());
  }

  /** The process of the server. */
  long serverPid() {
    return serverPid;
  }

  /** The process of a Java agent; empty for any other name. */
  OptionalLong javaAgentPid(String name) {
    Long pid = javaAgents.get(name);
    return pid == null ? OptionalLong.empty() : OptionalLong.of(pid);
  }

  String tunnelUrl() {
    return "http://127.0.0.1:" + ports.tunnel() + "/tunnel/connect";
  }

  String tunnelAuthority() {
    return "127.0.0.1:" + ports.tunnel();
  }

  /** Pairs and runs a Java agent. */
  Chain javaAgent(String name, String transport, String tunnelUrl) {
    Path state = children.folder().resolve(name.replace(' ', '-') + ".json");
    Path log = children.folder().resolve(name.replace(' ', '-') + ".log");
    URI api = URI.create("http://127.0.0.1:" + ports.api());
    AgentProcess.pair(installation, api, person.pairingCode("bench", true), name, state, log);
    AgentProcess agent =
        AgentProcess.run(installation, state, log, "--transport", transport, "--server", tunnelUrl);
    children.onClose(agent::close);
    javaAgents.put(name, agent.process().pid());
    return online(name, id(name));
  }

  /** Pairs and runs a Go agent. */
  Chain goAgent(Programs programs, String name, String transport, String tunnelUrl)
      throws IOException {
    JsonObject paired = exchange(name);
    children.start(
        name.replace(' ', '-'),
        Map.of("VISIONA_AGENT_TOKEN", paired.getString("session_token")),
        List.of(programs.agent().toString(), "-url", tunnelUrl, "-transport", transport));
    return online(name, paired.getString("agent_id"));
  }

  private JsonObject exchange(String name) {
    String question =
        Json.createObjectBuilder()
            .add("code", person.pairingCode("bench", true))
            .add("name", name)
            .add("platform", "bench")
            .build()
            .toString();
    return Person.json(person.post("/api/pairing/exchange", question).body());
  }

  private String id(String name) {
    return person.agents().stream()
        .filter(agent -> agent.getString("name").equals(name))
        .map(agent -> agent.getString("id"))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no agent " + name));
  }

  private Chain online(String name, String id) {
    String path = "/api/agents/" + id + "/proxy";
    if (!Await.until(LIMIT, () -> person.get(path + "/healthz").statusCode() == 200)) {
      throw new IllegalStateException("the agent " + name + " does not answer");
    }
    return new Chain(name, URI.create(person.origin() + path), person.cookie());
  }
}

package io.visiona.tests.support;

import io.visiona.launch.AgentProcess;
import io.visiona.launch.Person;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;

/** A paired agent of any make, running as a process of its own. */
public final class TestAgent implements AutoCloseable {

  /** What runs, and how it dials. */
  public enum Kind {
    JAVA_YAMUX,
    JAVA_WEBSOCKET,
    GO_YAMUX,
    GO_WEBSOCKET;

    boolean isGo() {
      return this == GO_YAMUX || this == GO_WEBSOCKET;
    }

    String transport() {
      return this == JAVA_YAMUX || this == GO_YAMUX ? "yamux" : "websocket";
    }
  }

  private final Stack stack;
  private final Person owner;
  private final String id;
  private final List<String> command;
  private final Map<String, String> environment;
  private final Path log;
  private Process process;

  private TestAgent(
      Stack stack,
      Person owner,
      String id,
      List<String> command,
      Map<String, String> environment,
      Path log)
      throws IOException {
    this.stack = stack;
    this.owner = owner;
    this.id = id;
    this.command = command;
    this.environment = environment;
    this.log = log;
    this.process = launch();
  }

  /** Pairs a new agent of the person, runs it with the options, and waits until it is online. */
  public static TestAgent online(Stack stack, Person owner, Kind kind, String... options)
      throws IOException {
    return online(stack, owner, kind, Map.of(), options);
  }

  /** As above, with more in the environment of its process. */
  public static TestAgent online(
      Stack stack, Person owner, Kind kind, Map<String, String> environment, String... options)
      throws IOException {
    String name = kind.name().toLowerCase(Locale.ROOT) + "-" + UUID.randomUUID();
    Path folder = stack.folder(name);
    List<String> command = new ArrayList<>();
    String id;
    if (kind.isGo()) {
      Path program = GoPrograms.agent();
      JsonObject paired = exchange(stack, owner.pairingCode("test", true), name);
      id = paired.getString("agent_id");
      command.add(program.toString());
      command.addAll(
          List.of("-url", stack.tunnel() + "/tunnel/connect", "-transport", kind.transport()));
      command.addAll(List.of("-token", paired.getString("session_token")));
    } else {
      Path state = folder.resolve("agent.json");
      String code = owner.pairingCode("test", true);
      SuiteSecrets.remember("pairing code", code);
      AgentProcess.pair(stack.build(), stack.api(), code, name, state, folder.resolve("pair.log"));
      id = named(owner, name);
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(
          List.of("-Xmx128m", "-XX:+UseSerialGC", "-jar", stack.build().agentJar().toString()));
      command.addAll(List.of("run", "--state", state.toString(), "--transport", kind.transport()));
      if (!List.of(options).contains("--tunnels")) {
        // Where its tunnel is has to be known to most tests of several relays.
        command.addAll(List.of("--tunnels", "1"));
      }
    }
    command.addAll(List.of(options));
    TestAgent agent =
        new TestAgent(stack, owner, id, command, environment, folder.resolve("agent.log"));
    try {
      agent.awaitOnline(Duration.ofSeconds(30));
      return agent;
    } catch (RuntimeException notOnline) {
      agent.close();
      throw notOnline;
    }
  }

  private static String named(Person owner, String name) {
    return owner.agents().stream()
        .filter(agent -> agent.getString("name").equals(name))
        .map(agent -> agent.getString("id"))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no agent of the name " + name));
  }

  /** Exchanges a pairing code as an agent does. */
  public static JsonObject exchange(Stack stack, String code, String name) {
    String body =
        Json.createObjectBuilder()
            .add("code", code)
            .add("name", name)
            .add("platform", "test")
            .build()
            .toString();
    HttpResponse<String> answer = Plain.post(stack.api().resolve("/api/pairing/exchange"), body);
    if (answer.statusCode() != 201) {
      throw new IllegalStateException("exchange: " + answer.statusCode() + " " + answer.body());
    }
    JsonObject paired = Person.json(answer.body());
    SuiteSecrets.remember("pairing code", code);
    SuiteSecrets.remember("agent's session token", paired.getString("session_token"));
    return paired;
  }

  /** Waits until the API says that it is online. */
  public void awaitOnline(Duration limit) {
    Awaitility.await("agent " + id + " online, log " + log)
        .atMost(limit)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> isOnline());
  }

  /** Whether the API says that it is online. */
  public boolean isOnline() {
    return owner.agents().stream()
        .anyMatch(agent ->
            agent.getString("id").equals(id)
                && !agent.isNull("online")
                && agent.getBoolean("online"));
  }

  /** The agent's id. */
  public String id() {
    return id;
  }

  /** Path under which its own web server is reached. */
  public String proxy(String path) {
    return "/api/agents/" + id + "/proxy" + path;
  }

  /** URL under which its own web server is reached. */
  public URI url(String path) {
    return stack.api().resolve(proxy(path));
  }

  /** A second process with the same credential, which is not waited for. */
  public Process twin() throws IOException {
    return launch();
  }

  /** Sends a signal to the process, as {@code STOP} or {@code CONT}. */
  public void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  /** Ends it as {@code kill -9} does. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Starts it again. */
  public void restart() throws IOException {
    process = launch();
  }

  /** Its process. */
  public Process process() {
    return process;
  }

  /** What it printed. */
  public Path log() {
    return log;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private Process launch() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    return builder.start();
  }
}

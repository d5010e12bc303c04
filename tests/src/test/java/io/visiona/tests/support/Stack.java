package io.visiona.tests.support;

import io.visiona.launch.Installation;
import io.visiona.launch.Person;
import io.visiona.launch.Ports;
import io.visiona.launch.ServerProcess;
import io.visiona.launch.ServerVariables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * One running installation on free ports: all in one server, or API and relay in servers of their
 * own.
 */
public final class Stack implements AutoCloseable {
  /** What signs the service JWTs of split servers. */
  public static final String INTERNAL_SECRET = "a-secret-of-the-tests-0123456789-0123456789";

  /**
   * A server of a few tests ends before the second compiler has paid for itself, and before
   * verifying its classes has; without both, starting takes half the processor time. The simplest
   * collector saves another tenth. The lasting installation is as in production.
   */
  static final Map<String, String> SHORT_LIVED =
      Map.of(
          "JVM_ARGS",
          "-XX:TieredStopAtLevel=1 -XX:+UnlockDiagnosticVMOptions -XX:-BytecodeVerificationRemote"
              + " -XX:-UseG1GC -XX:+UseSerialGC");

  private final Installation build = Installation.find();
  private final Ports ports;
  private final Path folder;
  private final List<ServerProcess> servers = new ArrayList<>();

  private Stack(Ports ports) {
    this.ports = ports;
    this.folder = folder();
  }

  /** The development server, with the given variables on top. */
  public static Stack allInOne(Map<String, String> variables) {
    return allInOne(variables, SHORT_LIVED);
  }

  /**
   * As {@link #allInOne(Map)}, for many tests and large ones: with the JVM's options as they are in
   * production.
   */
  static Stack lasting(Map<String, String> variables) {
    return allInOne(variables, Map.of());
  }

  private static Stack allInOne(Map<String, String> variables, Map<String, String> environment) {
    Stack stack = new Stack(Ports.free());
    stack.start("visiona-dev", variables, environment, ServerVariables.readiness(stack.ports));
    return stack.awaitReady();
  }

  /** API (with the stand-ins) and relay in two processes. */
  public static Stack split(Map<String, String> variables) {
    return split(ports -> variables, ports -> variables, Map.of(), "/health/ready");
  }

  /**
   * API (with the stand-ins) and relay in two processes.
   *
   * @param relay variables of the relay
   * @param api variables of the API
   * @param environment of both
   * @param readiness path on the API's port that answers 200 once it serves as far as the test
   *     wants
   */
  public static Stack split(
      Function<Ports, Map<String, String>> relay,
      Function<Ports, Map<String, String>> api,
      Map<String, String> environment,
      String readiness) {
    Stack stack = new Stack(Ports.free());
    stack.start(
        "visiona-relay",
        development(relay.apply(stack.ports)),
        shortLived(environment),
        List.of(URI.create(stack.tunnel() + "/healthz")));
    stack.start(
        "visiona-api-dev",
        development(api.apply(stack.ports)),
        shortLived(environment),
        List.of(stack.api().resolve(readiness)));
    return stack.awaitReady();
  }

  /**
   * Only an API in development mode, without relay and stand-ins: for what happens between browser,
   * API and provider.
   */
  public static Stack apiAlone(Map<String, String> variables) {
    Stack stack = new Stack(Ports.free());
    stack.start(
        "visiona-api",
        development(variables),
        SHORT_LIVED,
        List.of(stack.api().resolve("/healthz")));
    return stack.awaitReady();
  }

  /** As {@link #apiAlone}, without waiting until it serves: for one that must not. */
  public static Stack apiThatDoesNotServe(Map<String, String> variables) {
    Stack stack = new Stack(Ports.free());
    stack.start("visiona-api", development(variables), SHORT_LIVED, List.of());
    return stack;
  }

  private static Map<String, String> shortLived(Map<String, String> environment) {
    Map<String, String> all = new TreeMap<>(environment);
    SHORT_LIVED.forEach((name, value) -> all.merge(name, value, (own, ours) -> own + " " + ours));
    return all;
  }

  private static Map<String, String> development(Map<String, String> variables) {
    Map<String, String> development = new TreeMap<>(variables);
    development.put("visiona.mode", "development");
    development.put("visiona.internal.secret", INTERNAL_SECRET);
    return development;
  }

  private void start(
      String name,
      Map<String, String> variables,
      Map<String, String> environment,
      List<URI> readiness) {
    boolean relayAlone = name.equals("visiona-relay");
    Map<String, String> all =
        new TreeMap<>(relayAlone ? ServerVariables.ofRelay(ports) : ServerVariables.of(ports));
    // Making a key takes three seconds of processor time; one serves the run.
    all.put("visiona.standins.key-file", folder.resolveSibling("member-center.jwk").toString());
    all.putAll(variables);
    Path output = folder.resolve(name);
    WorkAreas.lay(name, output.resolve(name).resolve("workarea"));
    servers.add(ServerProcess.resume(build, name, output, all, environment, readiness));
  }

  private Stack awaitReady() {
    try {
      servers.forEach(ServerProcess::awaitReady);
      return this;
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Where browsers go. */
  public URI api() {
    return URI.create("http://127.0.0.1:" + ports.api());
  }

  /** Scheme, host and port that agents dial. */
  public URI tunnel() {
    return URI.create("http://127.0.0.1:" + ports.tunnel());
  }

  /** The ports in use. */
  public Ports ports() {
    return ports;
  }

  /** The checkout's artefacts. */
  public Installation build() {
    return build;
  }

  /** The only server, or the relay's. */
  public ServerProcess relayServer() {
    return servers.getFirst();
  }

  /** The only server, or the API's. */
  public ServerProcess apiServer() {
    return servers.getLast();
  }

  /** A new person, signed in; the password is the name. */
  public Person signIn(String username) {
    Person person = new Person(api()).signIn(username, username);
    SuiteSecrets.remember(
        "session cookie", person.cookie().substring(person.cookie().indexOf('=') + 1));
    return person;
  }

  /** A folder for what a test keeps. */
  public Path folder(String name) {
    try {
      return Files.createDirectories(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    servers.reversed().forEach(ServerProcess::requestStop);
    servers.reversed().forEach(ServerProcess::close);
    servers.forEach(WorkAreas::keep);
  }

  private static Path folder() {
    try {
      Path parent = Files.createDirectories(Path.of("target", "stacks").toAbsolutePath());
      Path folder = Files.createTempDirectory(parent, "stack");
      SuiteOutput.add(folder);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

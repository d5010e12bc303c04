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

/** One running installation on free ports: all in one server, or API and relay in servers of their own. */
public final class Stack implements AutoCloseable {
  /** What signs the service JWTs of split servers. */
  public static final String INTERNAL_SECRET = "a-secret-of-the-tests-0123456789-0123456789";

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
    Stack stack = new Stack(Ports.free());
    stack.start("visiona-dev", variables, ServerVariables.readiness(stack.ports));
    return stack.awaitReady();
  }

  /** API (with the stand-ins) and relay in two processes. */
  public static Stack split(Map<String, String> variables) {
    Stack stack = new Stack(Ports.free());
    Map<String, String> development = new TreeMap<>(variables);
    development.put("visiona.mode", "development");
    development.put("visiona.internal.secret", INTERNAL_SECRET);
    stack.start("visiona-relay", development, List.of(URI.create(stack.tunnel() + "/healthz")));
    stack.start("visiona-api-dev", development, List.of(stack.api().resolve("/health/ready")));
    return stack.awaitReady();
  }

  /** Only an API in development mode, without relay and stand-ins: for what happens between browser, API and provider. */
  public static Stack apiAlone(Map<String, String> variables) {
    Stack stack = new Stack(Ports.free());
    Map<String, String> development = new TreeMap<>(variables);
    development.put("visiona.mode", "development");
    development.put("visiona.internal.secret", INTERNAL_SECRET);
    stack.start("visiona-api", development, List.of(stack.api().resolve("/healthz")));
    return stack.awaitReady();
  }

  private void start(String name, Map<String, String> variables, List<URI> readiness) {
    Map<String, String> all = new TreeMap<>(ServerVariables.of(ports));
    all.putAll(variables);
    servers.add(ServerProcess.start(build, name, folder.resolve(name), all, readiness));
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
    SuiteSecrets.remember("session cookie", person.cookie().substring(person.cookie().indexOf('=') + 1));
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

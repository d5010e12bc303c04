package io.visiona.launch.dev;

import io.visiona.launch.AgentProcess;
import io.visiona.launch.Installation;
import io.visiona.launch.Person;
import io.visiona.launch.Ports;
import io.visiona.launch.ServerProcess;
import io.visiona.launch.ServerVariables;
import io.visiona.launch.reload.DevApplications;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The folder and addresses of the development installation. */
record DevInstallation(Installation build, Path folder, Ports ports) {

  URI api() {
    return URI.create("http://127.0.0.1:" + ports.api());
  }

  /** Where an agent's own web page is; browsers resolve names below localhost by themselves. */
  URI page(String name) {
    return URI.create("http://" + name + ".localhost:" + ports.api() + "/");
  }

  ServerProcess startServer() throws IOException {
    Map<String, String> variables = new TreeMap<>(ServerVariables.of(ports));
    variables.put("visiona.gateway.routes", demoRoutes().toString());
    variables.put("visiona.gateway.jwt.algorithm", "RS256");
    variables.put("visiona.gateway.jwt.jwks-url", standins() + "/oauth/jwks");
    variables.put("visiona.standins.key-file", folder.resolve("member-center.jwk").toString());
    DevApplications applications = applications();
    applications.unpack(build.liberty());
    variables.put("dev.api-application", applications.application("api").toString());
    variables.put("dev.relay-application", applications.application("relay").toString());
    variables.put("dev.update-trigger", "polled");
    return ServerProcess.start(
        build,
        "visiona-dev",
        folder.resolve("server"),
        variables,
        Map.of("VISIONA_ADMIN_PASSWORD", OwnersFile.secret(adminPassword())),
        ServerVariables.readiness(ports));
  }

  /** The applications as the server runs them. */
  DevApplications applications() {
    return new DevApplications(build, folder.resolve("apps"));
  }

  private String standins() {
    return "http://127.0.0.1:" + ports.standins();
  }

  /**
   * The gateway's routes: one to a service that answers with what it was told. A file that is there
   * already is somebody's own, unless it is this one for another port.
   */
  private Path demoRoutes() throws IOException {
    Path routes = folder.resolve("routes.yaml");
    String demo = "routes:\n  - path: /demo/*\n    service: demo\n    url: http://127.0.0.1:";
    boolean ours =
        !Files.exists(routes) || Files.readString(routes).matches(Pattern.quote(demo) + "\\d+\\s*");
    if (ours) {
      Files.writeString(routes, demo + ports.standins() + "\n");
    }
    return routes;
  }

  /** Where the password of the Admin Center's administrator is kept. */
  Path adminPassword() {
    return folder.resolve("admin.password");
  }

  AgentProcess startAgent() {
    return AgentProcess.run(
        build, agentState(), agentLog(), "--control", "127.0.0.1:" + controlPort());
  }

  /** Where the demo agent takes orders for faults; on this machine only. */
  static int controlPort() {
    return DevPorts.agentControl(System.getenv());
  }

  void pairAgent(Person person) {
    AgentProcess.pair(
        build, api(), person.pairingCode("demo", true), "demo", agentState(), agentLog());
  }

  /** Whether the demo agent has a credential, for the address that agents dial this time. */
  boolean isPaired() throws IOException {
    return Files.exists(agentState())
        && Person.json(Files.readString(agentState()))
            .getString("tunnel_url", "")
            .equals(ServerVariables.of(ports).get("visiona.tunnel.url"));
  }

  void forgetAgent() throws IOException {
    Files.deleteIfExists(agentState());
  }

  /** Signs in and writes the person's cookie jar, readable by its owner only. */
  SignedIn signIn(String username) throws IOException {
    Person person = new Person(api()).signIn(username, username);
    Path jar = folder.resolve(username + ".cookies");
    CookieJar.write(jar, person.cookies());
    return new SignedIn(person, jar);
  }

  /** A path as the person in the checkout would type it. */
  String shown(Path path) {
    return path.startsWith(build.root())
        ? build.root().relativize(path).toString()
        : path.toString();
  }

  Path serverLog() {
    return folder.resolve("server/console.log");
  }

  Path agentLog() {
    return folder.resolve("agent.log");
  }

  private Path agentState() {
    return folder.resolve("agent.json");
  }

  /** A signed-in person and where the cookie is kept. */
  record SignedIn(Person person, Path jar) {}
}

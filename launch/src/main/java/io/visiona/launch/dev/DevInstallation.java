package io.visiona.launch.dev;

import io.visiona.launch.AgentProcess;
import io.visiona.launch.Installation;
import io.visiona.launch.Person;
import io.visiona.launch.Ports;
import io.visiona.launch.ServerProcess;
import io.visiona.launch.ServerVariables;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The folder and addresses of the development installation. */
record DevInstallation(Installation build, Path folder, Ports ports) {

  URI api() {
    return URI.create("http://127.0.0.1:" + ports.api());
  }

  ServerProcess startServer() throws IOException {
    Map<String, String> variables = new TreeMap<>(ServerVariables.of(ports));
    variables.put("visiona.gateway.routes", demoRoutes().toString());
    variables.put("visiona.gateway.jwt.algorithm", "RS256");
    variables.put("visiona.gateway.jwt.jwks-url", standins() + "/oauth/jwks");
    return ServerProcess.start(
        build,
        "visiona-dev",
        folder.resolve("server"),
        variables,
        Map.of("VISIONA_ADMIN_PASSWORD", OwnersFile.secret(adminPassword())),
        ServerVariables.readiness(ports));
  }

  private String standins() {
    return "http://127.0.0.1:" + ports.standins();
  }

  /** The gateway's routes: one to a service that answers with what it was told. A file that is there already is somebody's own. */
  private Path demoRoutes() throws IOException {
    Path routes = folder.resolve("routes.yaml");
    if (!Files.exists(routes)) {
      Files.writeString(routes, "routes:\n  - path: /demo/*\n    service: demo\n    url: " + standins() + "\n");
    }
    return routes;
  }

  /** Where the password of the Admin Center's administrator is kept. */
  Path adminPassword() {
    return folder.resolve("admin.password");
  }

  AgentProcess startAgent() {
    return AgentProcess.run(build, agentState(), agentLog());
  }

  void pairAgent(Person person) {
    AgentProcess.pair(build, api(), person.pairingCode("demo", true), "demo", agentState(), agentLog());
  }

  boolean isPaired() {
    return Files.exists(agentState());
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
    return path.startsWith(build.root()) ? build.root().relativize(path).toString() : path.toString();
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

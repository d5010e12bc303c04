package io.visiona.tests.keycloak;

import io.visiona.launch.Await;
import io.visiona.launch.HttpProbe;
import io.visiona.launch.Person;
import io.visiona.launch.Ports;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Keycloak of the build's own, with one realm, as a child process on a free port; and its
 * administration.
 */
final class Keycloak implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofMinutes(3);
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String REALM = "visiona";
  private static final String ADMIN = "admin";

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Path home;
  private final int port;
  private @Nullable Process process;

  /** Chooses a port; nothing runs yet, so that the API can be told the issuer first. */
  Keycloak() throws IOException {
    try (Stream<Path> unpacked = Files.list(Path.of("target", "keycloak"))) {
      home =
          unpacked
              .filter(folder -> folder.getFileName().toString().startsWith("keycloak-"))
              .findFirst()
              .orElseThrow()
              .toAbsolutePath();
    }
    port = Ports.freePort();
  }

  String issuer() {
    return "http://127.0.0.1:" + port + "/realms/" + REALM;
  }

  /** Starts it with the realm file, in which each key is replaced by its value. */
  void start(Map<String, String> replacements) throws IOException {
    String realm = resource("/keycloak/realm.json");
    for (Map.Entry<String, String> each : replacements.entrySet()) {
      realm = realm.replace(each.getKey(), each.getValue());
    }
    // A realm that is there already would not be imported again, and names the ports of the run
    // before.
    forget(home.resolve("data"));
    Path imports = Files.createDirectories(home.resolve("data/import"));
    Files.writeString(imports.resolve("visiona-realm.json"), realm);
    Path output = Files.createDirectories(Path.of("target", "stacks", "keycloak").toAbsolutePath());
    ProcessBuilder builder =
        new ProcessBuilder(
            "bash",
            home.resolve("bin/kc.sh").toString(),
            "start-dev",
            "--import-realm",
            "--http-host=127.0.0.1",
            "--http-port=" + port);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("JAVA_OPTS_KC_HEAP", "-Xms128m -Xmx512m");
    builder.environment().put("KC_BOOTSTRAP_ADMIN_USERNAME", ADMIN);
    builder.environment().put("KC_BOOTSTRAP_ADMIN_PASSWORD", ADMIN);
    Path console = output.resolve("console.log");
    builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(console.toFile()));
    Process started = builder.start();
    process = started;
    URI ready = URI.create(issuer() + "/.well-known/openid-configuration");
    if (!Await.until(START_LIMIT, () -> !started.isAlive() || HttpProbe.status(ready) == 200)
        || !started.isAlive()) {
      List<String> lines = Files.readAllLines(console);
      close();
      throw new IllegalStateException(
          "Keycloak does not answer\n"
              + String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size())));
    }
  }

  /** From now on tokens are signed with a new key. */
  void rotateKey() {
    String provider =
        Json.createObjectBuilder()
            .add("name", "rotated")
            .add("providerId", "rsa-generated")
            .add("providerType", "org.keycloak.keys.KeyProvider")
            .add("parentId", REALM)
            .add(
                "config",
                Json.createObjectBuilder()
                    .add("priority", Json.createArrayBuilder().add("" + System.nanoTime())))
            .build()
            .toString();
    expect(201, administer("POST", "/components", provider));
  }

  /** Ends all sessions of a person, as an administrator can. */
  void signOut(String username) {
    String user = list("/users?exact=true&username=" + username).getJsonObject(0).getString("id");
    expect(204, administer("POST", "/users/" + user + "/logout", ""));
  }

  /** How many events of a type there were of a client. */
  int events(String type, String client) {
    return list("/events?max=1000&type=" + type + "&client=" + client).size();
  }

  /** Sessions that a person has there now. */
  int sessions(String username) {
    String user = list("/users?exact=true&username=" + username).getJsonObject(0).getString("id");
    return list("/users/" + user + "/sessions").size();
  }

  @Override
  public void close() {
    Process running = process;
    if (running == null) {
      return;
    }
    // The script may have left the server in a child of its own.
    running.descendants().forEach(ProcessHandle::destroy);
    running.destroy();
    try {
      if (!running.waitFor(20, TimeUnit.SECONDS)) {
        running.descendants().forEach(ProcessHandle::destroyForcibly);
        running.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private JsonArray list(String path) {
    try (JsonReader reader =
        Json.createReader(new StringReader(expect(200, administer("GET", path, "")).body()))) {
      return reader.readArray();
    }
  }

  private HttpResponse<String> administer(String method, String path, String json) {
    return send(
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + port + "/admin/realms/" + REALM + path))
            .header("Authorization", "Bearer " + adminToken())
            .header("Content-Type", "application/json")
            .method(
                method, json.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(json)));
  }

  private String adminToken() {
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(
                    URI.create(
                        "http://127.0.0.1:"
                            + port
                            + "/realms/master/protocol/openid-connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(
                    BodyPublishers.ofString(
                        "grant_type=password&client_id=admin-cli&username="
                            + ADMIN
                            + "&password="
                            + ADMIN)));
    return Person.json(expect(200, answer).body()).getString("access_token");
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(request.timeout(LIMIT).build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static HttpResponse<String> expect(int status, HttpResponse<String> response) {
    if (response.statusCode() != status) {
      throw new IllegalStateException(
          "Keycloak answers " + response.statusCode() + " " + response.body());
    }
    return response;
  }

  private static void forget(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = Objects.requireNonNull(Keycloak.class.getResourceAsStream(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}

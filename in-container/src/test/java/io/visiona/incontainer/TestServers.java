package io.visiona.incontainer;

import io.visiona.launch.EmbeddedServers;
import io.visiona.launch.Installation;
import io.visiona.launch.Ports;
import io.visiona.launch.ServerVariables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import redis.embedded.RedisServer;

/**
 * Lays out the two servers before Arquillian starts them: the project's own configuration without
 * the applications, which Arquillian deploys, on free ports. Redis runs beside them. Their names
 * carry the process id, because Arquillian finds a server among all of the machine by its name.
 */
public final class TestServers implements LauncherSessionListener {
  /** System property with the port of Redis. */
  public static final String REDIS_PORT = "in-container.redis.port";

  /** What signs the service JWTs of both. */
  public static final String INTERNAL_SECRET = "a-secret-of-the-tests-0123456789-0123456789";

  private static final String STORAGE_SECRET = "another-secret-of-the-tests-0123456789-012345";
  private static final Pattern APPLICATION = Pattern.compile("<webApplication [^>]*/>");

  private static final String SERVER =
      """
      <server description="The configuration of the product; Arquillian brings the application">
        <include location="${shared.config.dir}/common.xml"/>
        <include location="${server.config.dir}/without-application.xml"/>
        <featureManager>
          <feature>localConnector-1.0</feature>
        </featureManager>
        <applicationMonitor updateTrigger="polled" dropinsEnabled="true" pollingRate="200ms"/>
        VARIABLES
      </server>
      """;

  private @Nullable RedisServer redis;

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    try {
      Installation build = Installation.find();
      Path usr = Path.of("target", "usr").toAbsolutePath();
      copy(build.liberty().resolve("usr/shared/config"), usr.resolve("shared/config"));
      copy(build.liberty().resolve("usr/shared/resources"), usr.resolve("shared/resources"));
      Ports ports = Ports.free();
      int redisPort = Ports.freePort();
      redis = EmbeddedServers.redis(redisPort);
      System.setProperty(REDIS_PORT, Integer.toString(redisPort));
      System.setProperty("in-container.wlp", build.liberty().toString());
      System.setProperty("in-container.usr", usr.toString());
      relay(build, usr, ports);
      api(build, usr, ports, redisPort);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void launcherSessionClosed(LauncherSession session) {
    if (redis != null) {
      redis.stop();
    }
  }

  private static void relay(Installation build, Path usr, Ports ports) throws IOException {
    Map<String, String> variables = new TreeMap<>(ServerVariables.ofRelay(ports));
    // Nobody listens there until a test does.
    int api = Ports.freePort();
    System.setProperty("in-container.relay.api-port", Integer.toString(api));
    variables.put("visiona.api.internal-url", "http://127.0.0.1:" + api);
    variables.put("visiona.tunnel.heartbeat-interval", "1s");
    variables.put("visiona.tunnel.idle-timeout", "2s");
    variables.put("visiona.tunnel.max-streams", "101");
    serve(build, usr, "relay", ports.tunnel(), variables);
    Path server = usr.resolve("servers").resolve(System.getProperty("in-container.relay.server"));
    // The same key in all three places, one in two of them, one in the weakest only.
    Files.writeString(
        server.resolve("jvm.options"),
        """
        -XX:TieredStopAtLevel=1
        -XX:+UnlockDiagnosticVMOptions
        -XX:-BytecodeVerificationRemote
        -XX:+UseSerialGC
        -Dvisiona.tunnel.max-streams=102
        -Dvisiona.tunnel.max-tunnels=102
        """);
    append(
        server.resolve("server.env"),
        List.of(
            "VISIONA_TUNNEL_MAX_STREAMS=103",
            "VISIONA_TUNNEL_MAX_TUNNELS=103",
            "VISIONA_TUNNEL_MAX_OUTPUT=103000000"));
    System.setProperty("in-container.relay.internal", Integer.toString(ports.relayInternal()));
    System.setProperty("in-container.relay.operations", Integer.toString(ports.relayOperations()));
  }

  private static void api(Installation build, Path usr, Ports ports, int redisPort)
      throws IOException {
    Map<String, String> variables = new TreeMap<>(ServerVariables.of(ports));
    variables.put("visiona.relay.url", "http://127.0.0.1:" + Ports.freePort());
    variables.put("visiona.session.store", "redis");
    variables.put("visiona.redis.url", "redis://127.0.0.1:" + redisPort);
    variables.put("visiona.oidc.client-id", "visiona");
    variables.put("visiona.agents.max-per-person", "101");
    serve(build, usr, "api", ports.api(), variables);
    Path server = usr.resolve("servers").resolve(System.getProperty("in-container.api.server"));
    Files.writeString(
        server.resolve("jvm.options"),
        """
        -XX:TieredStopAtLevel=1
        -XX:+UnlockDiagnosticVMOptions
        -XX:-BytecodeVerificationRemote
        -XX:+UseSerialGC
        -Dvisiona.agents.max-per-person=102
        -Dvisiona.models.max-per-person=102
        """);
    append(
        server.resolve("server.env"),
        List.of(
            "VISIONA_AGENTS_MAX_PER_PERSON=103",
            "VISIONA_MODELS_MAX_PER_PERSON=103",
            "VISIONA_SESSION_MAX_PER_PERSON=103",
            "VISIONA_DB_URL=jdbc:h2:mem:in-container;DB_CLOSE_DELAY=-1"));
    System.setProperty("in-container.api.internal", Integer.toString(ports.apiInternal()));
    System.setProperty("in-container.api.operations", Integer.toString(ports.operations()));
  }

  private static void serve(
      Installation build, Path usr, String part, int port, Map<String, String> variables)
      throws IOException {
    variables.put("visiona.mode", "development");
    variables.put("visiona.internal.secret", INTERNAL_SECRET);
    variables.put("visiona.storage.signing-secret", STORAGE_SECRET);
    String name = "in-container-" + part + "-" + ProcessHandle.current().pid();
    Path server = Files.createDirectories(usr.resolve("servers").resolve(name));
    StringBuilder declared = new StringBuilder();
    variables.forEach((key, value) ->
        declared.append("<variable name=\"%s\" value=\"%s\"/>\n  ".formatted(key, value)));
    Files.writeString(server.resolve("server.xml"), SERVER.replace("VARIABLES", declared));
    String whole = Files.readString(usr.resolve("shared/config/" + part + ".xml"));
    Files.writeString(
        server.resolve("without-application.xml"), APPLICATION.matcher(whole).replaceAll(""));
    Files.copy(
        build.root().resolve("liberty/common/bootstrap.properties"),
        server.resolve("bootstrap.properties"));
    append(server.resolve("server.env"), List.of("JAVA_HOME=" + System.getProperty("java.home")));
    System.setProperty("in-container." + part + ".server", name);
    System.setProperty("in-container." + part + ".port", Integer.toString(port));
  }

  private static void append(Path file, List<String> lines) throws IOException {
    Files.write(
        file,
        lines,
        java.nio.file.StandardOpenOption.CREATE,
        java.nio.file.StandardOpenOption.APPEND);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(file));
        Files.createDirectories(target.getParent());
        Files.copy(file, target, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }
}

package io.visiona.tests.support;

import io.visiona.launch.Installation;
import io.visiona.launch.Ports;
import io.visiona.launch.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A server whose configuration nobody shares: the same Open Liberty, with a user directory of its
 * own ({@code WLP_USER_DIR}), which a test may fill and change.
 */
public final class OwnServer {
  private final Installation build = Installation.find();
  private final Path folder;
  private final Path usr;

  /** With nothing in it. */
  public OwnServer(String name) throws IOException {
    Path parent = Files.createDirectories(Path.of("target", "own").toAbsolutePath());
    folder = Files.createTempDirectory(parent, name);
    usr = Files.createDirectories(folder.resolve("usr"));
    SuiteOutput.add(folder);
  }

  /** A file of the installation's user directory, or a folder with all that is in it. */
  public OwnServer with(String path) throws IOException {
    return with(path, path);
  }

  /** As {@link #with(String)}, under another name. */
  public OwnServer with(String path, String as) throws IOException {
    Path from = build.liberty().resolve("usr").resolve(path);
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path to =
            from.equals(file) ? usr.resolve(as) : usr.resolve(as).resolve(from.relativize(file));
        Files.createDirectories(to.getParent());
        Files.copy(file, to, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return this;
  }

  /** Writes a file. */
  public OwnServer with(Path path, String text) throws IOException {
    Path to = usr.resolve(path);
    Files.createDirectories(to.getParent());
    Files.writeString(to, text);
    return this;
  }

  /** A folder for what a test keeps. */
  public Path folder() {
    return folder;
  }

  /** Starts one of its servers and waits until it serves. */
  public ServerProcess start(
      String server, Map<String, String> variables, Map<String, String> environment, Ports ports) {
    return start(
        server,
        variables,
        environment,
        List.of(
            URI.create("http://127.0.0.1:" + ports.tunnel() + "/healthz"),
            URI.create(
                "http://127.0.0.1:" + ports.standins() + "/.well-known/openid-configuration"),
            URI.create("http://127.0.0.1:" + ports.api() + "/health/ready")));
  }

  /** As above, where what answers once it serves is not the usual. */
  public ServerProcess start(String server, Map<String, String> variables, List<URI> readiness) {
    return start(server, variables, Map.of(), readiness);
  }

  private ServerProcess start(
      String server,
      Map<String, String> variables,
      Map<String, String> environment,
      List<URI> readiness) {
    Map<String, String> all = new TreeMap<>(environment);
    all.put("WLP_USER_DIR", usr.toString());
    all.putAll(Stack.SHORT_LIVED);
    return ServerProcess.start(build, server, folder.resolve("output"), variables, all, readiness)
        .awaitReady();
  }

  /** The checkout's artefacts. */
  public Installation build() {
    return build;
  }
}

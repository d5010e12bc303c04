package io.visiona.tests.cluster;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.visiona.launch.Installation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** A real HAProxy with the configuration that operators are given. */
final class Haproxy implements AutoCloseable {
  static final Path PROGRAM = Path.of("/usr/sbin/haproxy");

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Process process;
  private final Path control;

  private Haproxy(Process process, Path control) {
    this.process = process;
    this.control = control;
  }

  /** Leaves the test out where there is none, and says so. */
  static void assumed() {
    assumeTrue(Files.isExecutable(PROGRAM), "needs haproxy: apt-get install haproxy");
  }

  /** The configuration as it stands in the documents. */
  static String documented() throws IOException {
    String text = Files.readString(Installation.find().root().resolve("docs/operation.md"));
    int from = text.indexOf("```\ndefaults") + 4;
    return text.substring(from, text.indexOf("```", from));
  }

  /**
   * Starts it.
   *
   * @param folder for its files
   * @param places what in the documented configuration belongs to the machines there, and what
   *     stands for it here; each has to occur
   */
  static Haproxy start(Path folder, Map<String, String> places) throws IOException {
    String text = documented();
    for (Map.Entry<String, String> place : places.entrySet()) {
      if (!text.contains(place.getKey())) {
        throw new IllegalStateException(place.getKey() + " is not in the documented configuration");
      }
      text = text.replace(place.getKey(), place.getValue());
    }
    Path control = folder.resolve("control");
    Path file =
        Files.writeString(
            folder.resolve("haproxy.cfg"), "global\n  stats socket " + control + "\n\n" + text);
    Path output = folder.resolve("haproxy.out");
    Process process =
        new ProcessBuilder(PROGRAM.toString(), "-db", "-f", file.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    Haproxy haproxy = new Haproxy(process, control);
    try {
      await("haproxy runs").atMost(LIMIT).until(() -> Files.exists(control) || !process.isAlive());
      if (!process.isAlive()) {
        throw new IllegalStateException(Files.readString(output));
      }
      return haproxy;
    } catch (RuntimeException | IOException e) {
      haproxy.close();
      throw e;
    }
  }

  /** Waits until it takes a server for up, or for down. */
  void awaitState(String server, boolean up) {
    await(server + (up ? " up" : " down"))
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> status(server).startsWith("UP") == up);
  }

  /** What it says of a server: {@code UP}, {@code UP 1/2}, {@code DOWN}. */
  private String status(String server) {
    return ask("show stat")
        .lines()
        .map(line -> line.split(",", -1))
        .filter(fields -> fields.length > 17 && fields[1].equals(server))
        .map(fields -> fields[17])
        .findFirst()
        .orElse("");
  }

  private String ask(String command) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(control));
      channel.write(ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.US_ASCII)));
      return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}

package io.visiona.tests.support;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.visiona.launch.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A real nginx. Without one on the machine the test is left out and says so. */
public final class Nginx implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/sbin/nginx");
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Process process;

  private Nginx(Process process) {
    this.process = process;
  }

  /** Leaves the test out where there is no nginx. */
  public static void assumed() {
    assumeTrue(Files.isExecutable(PROGRAM), "No nginx on this machine.");
  }

  /**
   * Starts it and waits until it listens.
   *
   * @param folder for its files
   * @param http what stands in its {@code http} block
   * @param port of the loopback address, on which that listens
   */
  public static Nginx start(Path folder, String http, int port) throws IOException {
    assumed();
    // Run by root, it would change to a user who may not read the folder.
    String user = System.getProperty("user.name").equals("root") ? "user root;" : "";
    Files.writeString(
        folder.resolve("nginx.conf"),
        """
        daemon off;
        pid nginx.pid;
        %s
        events { worker_connections 256; }
        http {
          access_log off;
          client_body_temp_path body;
          proxy_temp_path proxy;
          fastcgi_temp_path fastcgi;
          uwsgi_temp_path uwsgi;
          scgi_temp_path scgi;
        %s
        }
        """
            .formatted(user, http));
    Path output = folder.resolve("nginx.out");
    Process process =
        new ProcessBuilder(
                PROGRAM.toString(), "-p", folder + "/", "-c", "nginx.conf", "-e", "nginx.log")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    Nginx nginx = new Nginx(process);
    if (!Await.until(LIMIT, () -> listens(port))) {
      nginx.close();
      throw new IllegalStateException("nginx does not listen: " + Files.readString(output));
    }
    return nginx;
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}

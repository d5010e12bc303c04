package io.visiona.yamux.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.visiona.yamux.flow.WindowBudget;
import io.visiona.yamux.io.SocketRim;
import io.visiona.yamux.session.Role;
import io.visiona.yamux.session.SessionConfig;
import io.visiona.yamux.session.StreamSession;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A process that speaks hashicorp/yamux, and our session towards it over TCP. */
final class GoPeer implements AutoCloseable {
  private static final Path PACKAGES = Path.of("/usr/share/gocode");
  private static final Path SOURCE = Path.of("src/test/go/interop").toAbsolutePath();

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Process process;
  private final Socket socket;
  private final BufferedWriter commands;
  private final BufferedReader answers;
  private final StreamSession session;

  /** Starts the peer in the other role than ours. */
  GoPeer(Path program, Role ours) throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = listener.getInetAddress().getHostAddress() + ":" + listener.getLocalPort();
      String theirs = ours == Role.CLIENT ? "server" : "client";
      process =
          new ProcessBuilder(program.toString(), theirs, address)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      listener.setSoTimeout(10_000);
      socket = listener.accept();
    }
    commands = process.outputWriter(UTF_8);
    answers = process.inputReader(UTF_8);
    SocketRim rim = new SocketRim(socket.getInputStream(), socket.getOutputStream(), socket);
    WindowBudget budget = new WindowBudget(1 << 30);
    session = StreamSession.over(ours, SessionConfig.defaults(), budget, rim::outputReady);
    rim.start(session.session(), threads);
  }

  /** Builds the program; skips the test where Go or hashicorp's package is missing. */
  static Path build(Path directory) throws IOException, InterruptedException {
    assumeTrue(
        Files.isDirectory(PACKAGES.resolve("src/github.com/hashicorp/yamux")),
        "hashicorp/yamux is not installed (golang-github-hashicorp-yamux-dev): skipped");
    assumeTrue(hasGo(), "Go is not installed (golang-go): skipped");
    Path program = directory.resolve("interop");
    ProcessBuilder builder = new ProcessBuilder("go", "build", "-o", program.toString(), ".");
    builder.directory(SOURCE.toFile()).redirectErrorStream(true);
    builder.environment().put("GO111MODULE", "off");
    builder.environment().put("GOPATH", PACKAGES.toString());
    builder.environment().put("GOCACHE", directory.resolve("cache").toString());
    Process build = builder.start();
    String output = new String(build.getInputStream().readAllBytes(), UTF_8);
    if (build.waitFor() != 0) {
      throw new IOException("go build failed: " + output);
    }
    return program;
  }

  private static boolean hasGo() throws InterruptedException {
    try {
      return new ProcessBuilder("go", "version")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  StreamSession session() {
    return session;
  }

  <T> Future<T> async(Callable<T> work) {
    return threads.submit(work);
  }

  /** Has the peer open streams to us; answers "ok" or what went wrong. */
  String streams(int count, int bytes) throws IOException {
    commands.write("streams " + count + " " + bytes + "\n");
    commands.flush();
    return String.valueOf(answers.readLine());
  }

  @Override
  public void close() throws IOException {
    session.close();
    socket.close();
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
    threads.shutdownNow();
    threads.close();
  }
}

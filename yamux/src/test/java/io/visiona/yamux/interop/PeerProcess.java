package io.visiona.yamux.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.visiona.yamux.flow.WindowBudget;
import io.visiona.yamux.io.SocketDriver;
import io.visiona.yamux.session.Role;
import io.visiona.yamux.session.SessionConfig;
import io.visiona.yamux.session.StreamSession;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A process that speaks yamux, and our session towards it over TCP. */
final class PeerProcess implements AutoCloseable {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Process process;
  private final Socket socket;
  private final BufferedWriter commands;
  private final BufferedReader answers;
  private final StreamSession session;

  /**
   * Starts the peer in the other role than ours.
   *
   * @param program is given the role and the address that it has to dial
   */
  PeerProcess(List<String> program, Role ours) throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = listener.getInetAddress().getHostAddress() + ":" + listener.getLocalPort();
      String theirs = ours == Role.CLIENT ? "server" : "client";
      List<String> command = new ArrayList<>(program);
      command.addAll(List.of(theirs, address));
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      listener.setSoTimeout(10_000);
      socket = listener.accept();
    }
    commands = process.outputWriter(UTF_8);
    answers = process.inputReader(UTF_8);
    SocketDriver driver =
        new SocketDriver(socket.getInputStream(), socket.getOutputStream(), socket);
    WindowBudget budget = new WindowBudget(1 << 30);
    session = StreamSession.over(ours, SessionConfig.defaults(), budget, driver::outputReady);
    driver.start(session.session(), threads);
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

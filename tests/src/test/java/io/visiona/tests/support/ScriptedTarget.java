package io.visiona.tests.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The local server behind an agent, behaving as the path asks: each connection reads one request
 * head, then runs its script.
 */
public final class ScriptedTarget implements AutoCloseable {

  /**
   * What happens on a connection after a request's head was read; the connection is closed
   * afterwards.
   */
  @FunctionalInterface
  public interface Script {
    void run(Socket socket) throws IOException;
  }

  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Script> scripts;
  private final List<String> heads = new CopyOnWriteArrayList<>();

  /** Scripts by path; other paths answer 200 with an empty body. */
  public ScriptedTarget(Map<String, Script> scripts) throws IOException {
    this.scripts = Map.copyOf(scripts);
    threads.execute(this::serve);
  }

  /** A script that writes text and ends. */
  public static Script answer(String text) {
    return socket -> write(socket, text);
  }

  /** Writes text as it is. */
  public static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /** Where it listens. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /** The heads that came, as they came, each byte one character. */
  public List<String> heads() {
    return List.copyOf(heads);
  }

  @Override
  public void close() throws IOException {
    listener.close();
    threads.shutdownNow();
  }

  private void serve() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        threads.execute(() -> handle(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void handle(Socket socket) {
    try (socket) {
      String head = readHead(socket);
      heads.add(head);
      String target = head.split(" ", 3)[1];
      scripts
          .getOrDefault(target, answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))
          .run(socket);
    } catch (IOException cut) {
      System.getLogger(ScriptedTarget.class.getName())
          .log(System.Logger.Level.DEBUG, "The agent cut the connection", cut);
    }
  }

  private static String readHead(Socket socket) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new IOException("no request");
      }
      head.write(next);
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }
}

package io.visiona.bench.chain;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A web server that does as the last part of the path says: {@code silent} never answers, {@code
 * ended} switches protocols and ends, {@code unread} switches and reads nothing, {@code until-told}
 * switches and ends when it is told to, {@code endless} answers without end. Anything else is
 * answered at once.
 */
final class HostileServer implements AutoCloseable {
  private static final Logger LOG = System.getLogger(HostileServer.class.getName());
  private static final int BACKLOG = 500;
  private static final int LONGEST_HEAD = 16 * 1024;
  private static final String SWITCHED =
      String.join(
          "\r\n",
          "HTTP/1.1 101 Switching Protocols",
          "Connection: Upgrade",
          "Upgrade: websocket",
          "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
          "",
          "");

  private final ServerSocket listener =
      new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
  private final Queue<Socket> untilTold = new ConcurrentLinkedQueue<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  HostileServer() throws IOException {
    threads.execute(() -> {
      while (!listener.isClosed()) {
        try {
          Socket socket = listener.accept();
          threads.execute(() -> serve(socket));
        } catch (IOException closed) {
          return;
        }
      }
    });
  }

  String uri() {
    return "http://127.0.0.1:" + listener.getLocalPort();
  }

  private void serve(Socket socket) {
    try (socket) {
      String target = target(socket.getInputStream());
      while (answer(socket, target)) {
        target = target(socket.getInputStream());
      }
    } catch (IOException left) {
      LOG.log(Level.DEBUG, "Who attacked has left", left);
    }
  }

  /** Whether another request may follow. */
  private boolean answer(Socket socket, String target) throws IOException {
    switch (target.substring(target.lastIndexOf('/') + 1)) {
      case "silent" -> socket.getInputStream().transferTo(OutputStream.nullOutputStream());
      case "ended" -> write(socket, SWITCHED);
      case "until-told" -> {
        write(socket, SWITCHED);
        untilTold.add(socket);
        socket.getInputStream().transferTo(OutputStream.nullOutputStream());
      }
      case "unread" -> {
        write(socket, SWITCHED);
        waitForEver();
      }
      case "endless" -> {
        write(socket, "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n\r\n");
        byte[] block = new byte[LONGEST_HEAD];
        while (!socket.isClosed()) {
          socket.getOutputStream().write(block);
        }
      }
      default -> {
        write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        return true;
      }
    }
    return false;
  }

  /** Ends all connections that wait for it. */
  void endAll() {
    untilTold.forEach(socket -> {
      try {
        socket.close();
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "It had ended", e);
      }
    });
    untilTold.clear();
  }

  private static void waitForEver() throws IOException {
    try {
      Thread.sleep(Long.MAX_VALUE);
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
      throw new IOException(over);
    }
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /** Of the next request, whose head is read; requests with bodies do not come here. */
  private static String target(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < LONGEST_HEAD && head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("no request");
      }
      head.append((char) next);
    }
    return head.substring(0, head.indexOf("\r\n")).split(" ", -1)[1];
  }

  @Override
  public void close() throws IOException {
    listener.close();
    threads.shutdownNow();
  }
}

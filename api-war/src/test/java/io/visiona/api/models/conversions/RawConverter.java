package io.visiona.api.models.conversions;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Whatever listens where the converter should: bytes in, bytes out. Thread-safe. */
public final class RawConverter implements AutoCloseable {
  /** What happens on a connection once the head of a request is there. */
  public interface Script {
    void play(String head, InputStream in, OutputStream out)
        throws IOException, InterruptedException;
  }

  /** Heads of requests that came. */
  public final List<String> heads = new CopyOnWriteArrayList<>();

  private final ServerSocket server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private volatile Script script;

  public RawConverter(Script script) {
    this.script = script;
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::accept);
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/converter/");
  }

  public void script(Script next) {
    script = next;
  }

  /** Writes an answer with that head and body. */
  public static Script answer(String head, String body) {
    return (request, in, out) -> {
      out.write((head + "\r\n\r\n" + body).getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
    };
  }

  /** A JSON answer. */
  public static Script json(int status, String body) {
    return answer("HTTP/1.1 " + status + " x\r\nContent-Length: " + body.length(), body);
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        open.add(socket);
        threads.execute(() -> serve(socket));
      }
    } catch (SocketException closed) {
      // The test is over.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = socket.getInputStream();
      for (String head = head(in); head != null; head = head(in)) {
        heads.add(head);
        script.play(head, in, socket.getOutputStream());
      }
    } catch (IOException gone) {
      // The client has cut the connection, as it should with most of this.
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private static @Nullable String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        return null;
      }
      head.append((char) next);
    }
    return head.toString();
  }

  @Override
  public void close() throws IOException {
    server.close();
    threads.shutdownNow();
    for (Socket socket : open) {
      socket.close();
    }
  }
}

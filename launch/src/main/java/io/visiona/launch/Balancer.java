package io.visiona.launch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A small balancer of layer 4 on loopback, for trying several servers out: a connection goes to the
 * first of its targets that takes it. When one side of a connection ends, so does the other.
 * Thread-safe.
 */
public final class Balancer implements AutoCloseable {
  private static final int CONNECT_MILLIS = 1000;

  private final ServerSocket listener;
  private final boolean inTurn;
  private final AtomicInteger next = new AtomicInteger();
  private volatile List<Integer> targets = List.of();

  /**
   * Listens from now on.
   *
   * @param port 0 for any
   * @param inTurn whether each connection begins with the next target, and not with the first
   */
  public Balancer(int port, boolean inTurn) throws IOException {
    this.listener = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    this.inTurn = inTurn;
    Thread.ofVirtual().start(this::accept);
  }

  /** Where it listens. */
  public int port() {
    return listener.getLocalPort();
  }

  /** New connections go to one of these ports. */
  public void send(Integer... ports) {
    targets = List.of(ports);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Thread.ofVirtual().start(() -> join(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void join(Socket client) {
    try (client;
        Socket server = connect()) {
      Thread back = Thread.ofVirtual().start(() -> copy(server, client));
      copy(client, server);
      back.join();
    } catch (IOException nobodyThere) {
      // The client sees its connection end.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Socket connect() throws IOException {
    List<Integer> now = targets;
    int first = inTurn ? next.getAndIncrement() : 0;
    for (int i = 0; i < now.size(); i++) {
      int port = now.get(Math.floorMod(first + i, now.size()));
      Socket socket = new Socket();
      try {
        socket.connect(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
        return socket;
      } catch (IOException refused) {
        socket.close();
      }
    }
    throw new IOException("nobody takes the connection");
  }

  private static void copy(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException ended) {
      // Both are closed by now.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}

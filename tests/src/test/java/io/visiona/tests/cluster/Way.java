package io.visiona.tests.cluster;

import io.visiona.launch.Balancer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A way to a port of 127.0.0.1, at the same port of another address of this machine, that can be
 * cut: its connections end and no new one is made. Unlike {@link Balancer} it is one way, and ends
 * what it has. Thread-safe.
 */
final class Way implements AutoCloseable {
  private final ServerSocket listener = new ServerSocket();
  private final int port;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean cut;

  Way(InetAddress from, int port) throws IOException {
    this.port = port;
    listener.setReuseAddress(true);
    listener.bind(new InetSocketAddress(from, port));
    Thread.ofVirtual().start(this::accept);
  }

  void cut() throws IOException {
    cut = true;
    for (Socket socket : open) {
      socket.close();
    }
  }

  void mend() {
    cut = false;
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
    try (client) {
      if (cut) {
        return;
      }
      try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
        open.add(client);
        open.add(server);
        Thread back = Thread.ofVirtual().start(() -> copy(server, client));
        copy(client, server);
        back.join();
        open.remove(server);
      }
    } catch (IOException nobodyThere) {
      // The client sees its connection end.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(client);
    }
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
    cut();
  }
}

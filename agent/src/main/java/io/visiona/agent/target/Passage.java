package io.visiona.agent.target;

import io.visiona.yamux.session.YamuxStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/** One stream and one connection, joined until both directions have ended. */
final class Passage {
  private static final int SMALL_BYTES = 8 * 1024;
  private static final int LARGE_BYTES = 64 * 1024;

  private final YamuxStream stream;
  private final Socket socket;

  Passage(YamuxStream stream, Socket socket) {
    this.stream = stream;
    this.socket = socket;
  }

  /** Passes bytes both ways until both have ended; one direction runs on a thread of its own. */
  void run() throws IOException, InterruptedException {
    Thread upward = Thread.ofVirtual().name("passage-" + stream.id()).start(this::toTarget);
    try {
      toCaller();
    } finally {
      upward.join();
    }
  }

  private void toCaller() {
    try {
      copy(socket.getInputStream(), stream.output());
      stream.closeOutput();
    } catch (IOException e) {
      abort();
    }
  }

  private void toTarget() {
    try {
      copy(stream.input(), socket.getOutputStream());
      socket.shutdownOutput();
    } catch (IOException e) {
      abort();
    }
  }

  /** Ends both sides the hard way, so that nobody takes what was cut short for whole. */
  private void abort() {
    stream.reset();
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      // Closed already by the other direction: that is what was wanted.
      stream.reset();
    }
  }

  private static void copy(InputStream in, OutputStream out) throws IOException {
    byte[] buffer = new byte[SMALL_BYTES];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      out.write(buffer, 0, count);
      if (count == SMALL_BYTES) {
        // Whoever fills a small buffer has more: most exchanges never need the large one.
        buffer = new byte[LARGE_BYTES];
      }
    }
  }
}

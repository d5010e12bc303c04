package io.visiona.shared.membercenter;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the scripted Member Center does on a connection once a whole request was read. The
 * connection is closed afterwards.
 */
@FunctionalInterface
interface Script {
  void run(Socket socket) throws IOException, InterruptedException;

  /** A complete answer. */
  static Script answer(int status, String body) {
    return socket -> {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      write(socket, head(status, bytes.length, ""));
      socket.getOutputStream().write(bytes);
    };
  }

  static Script ok(String body) {
    return answer(200, body);
  }

  static Script redirect(int status, String location) {
    return socket -> write(socket, head(status, 0, "Location: " + location + "\r\n"));
  }

  /** Waits before it goes on. */
  static Script after(CountDownLatch gate, Script then) {
    return socket -> {
      gate.await();
      then.run(socket);
    };
  }

  /** Never answers; ends when the client hangs up. */
  static Script silence(CountDownLatch hungUp) {
    return socket -> {
      if (socket.getInputStream().read() < 0) {
        hungUp.countDown();
      }
    };
  }

  /** A TCP reset in place of an answer. */
  static Script reset() {
    return socket -> socket.setSoLinger(true, 0);
  }

  /** The connection is closed in an orderly way without an answer. */
  static Script close() {
    return socket -> {};
  }

  /** A body that ends before its length is reached. */
  static Script brokenOff(String part) {
    return socket -> {
      write(socket, head(200, part.length() + 100, ""));
      write(socket, part);
    };
  }

  /** One byte of an answer every 50 ms, for ever. */
  static Script drip(int status) {
    return socket -> {
      write(socket, head(status, 1_000_000, ""));
      write(socket, "{");
      while (true) {
        write(socket, " ");
        Thread.sleep(50);
      }
    };
  }

  /** Blanks without end in front of what would be an answer; counts what the client let it send. */
  static Script endless(int status, AtomicLong sent, CountDownLatch hungUp) {
    return socket -> {
      byte[] blanks = new byte[8192];
      Arrays.fill(blanks, (byte) ' ');
      try {
        write(
            socket,
            "HTTP/1.1 "
                + status
                + " Status\r\nContent-Type: application/json\r\nContent-Length: 10000000000\r\n\r\n");
        while (true) {
          socket.getOutputStream().write(blanks);
          sent.addAndGet(blanks.length);
        }
      } finally {
        hungUp.countDown();
      }
    };
  }

  private static String head(int status, int length, String more) {
    return "HTTP/1.1 "
        + status
        + " Status\r\nContent-Type: application/json\r\nContent-Length: "
        + length
        + "\r\n"
        + more
        + "Connection: close\r\n\r\n";
  }

  private static void write(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }
}

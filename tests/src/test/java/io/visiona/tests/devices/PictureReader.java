package io.visiona.tests.devices;

import io.visiona.launch.Person;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Reads a stream of pictures over a connection of its own, as slowly as the test likes. */
final class PictureReader implements AutoCloseable {
  private static final int LIMIT_MS = 30_000;

  private final Socket socket = new Socket();
  private final InputStream in;
  private long bytes;

  /** What is left of the chunk. */
  private long chunk = Long.MAX_VALUE;

  /**
   * Asks for a path and reads the head of the answer.
   *
   * @param receiveBuffer bytes; 0 for the system's own
   */
  PictureReader(URI api, Person person, String path, int receiveBuffer) throws IOException {
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.connect(new InetSocketAddress(api.getHost(), api.getPort()), LIMIT_MS);
    socket.setSoTimeout(LIMIT_MS);
    String request =
        "GET %s HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\nConnection: close\r\n\r\n"
            .formatted(path, api.getAuthority(), person.cookie());
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    in = new BufferedInputStream(socket.getInputStream(), 2048);
    String status = line();
    if (!status.startsWith("HTTP/1.1 200")) {
      throw new IOException(path + ": " + status);
    }
    boolean chunked = false;
    for (String line = line(); !line.isEmpty(); line = line()) {
      chunked |= line.equalsIgnoreCase("Transfer-Encoding: chunked");
    }
    // Chunks end where they like, in the middle of a part's head too.
    chunk = chunked ? 0 : Long.MAX_VALUE;
  }

  /**
   * A picture.
   *
   * @param id the number that the camera gave it
   * @param at when it was taken
   */
  record Picture(long id, Instant at, int size) {}

  /** The next one. */
  Picture next() throws IOException {
    long id = -1;
    Instant at = Instant.EPOCH;
    int size = -1;
    for (String line = line(); ; line = line()) {
      if (line.startsWith("Content-Length: ")) {
        size = Integer.parseInt(line.substring("Content-Length: ".length()));
      } else if (line.startsWith("X-Frame-Id: ")) {
        id = Long.parseLong(line.substring("X-Frame-Id: ".length()));
      } else if (line.startsWith("X-Frame-Time: ")) {
        at = Instant.parse(line.substring("X-Frame-Time: ".length()));
      } else if (line.isEmpty() && size >= 0 && id >= 0) {
        return new Picture(id, at, size);
      }
    }
  }

  /** Bytes read so far. */
  long bytes() {
    return bytes;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = read(); c != '\n'; c = read()) {
      if (line.length() < 200) {
        line.append((char) c);
      }
    }
    return line.toString().stripTrailing();
  }

  private int read() throws IOException {
    if (chunk == 0) {
      chunk = chunkHead();
    }
    int c = in.read();
    if (c < 0) {
      throw new EOFException("the stream ended");
    }
    bytes++;
    chunk--;
    if (chunk == 0 && (in.read() != '\r' || in.read() != '\n')) {
      throw new IOException("a chunk that does not end");
    }
    return c;
  }

  private long chunkHead() throws IOException {
    StringBuilder size = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0 || size.length() > 20) {
        throw new EOFException("the stream ended");
      }
      size.append((char) c);
    }
    long length = Long.parseLong(size.toString().strip(), 16);
    if (length == 0) {
      throw new EOFException("the stream ended");
    }
    return length;
  }
}

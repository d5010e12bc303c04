package io.visiona.tests.tunnel;

import io.visiona.tests.support.RawExchange;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** An agent's end of a tunnel by hand: a socket after its 101. */
final class RawTunnel implements AutoCloseable {
  private static final int YAMUX_HEADER = 12;
  private static final int PING = 2;
  private static final int SYN = 1;
  private static final int ACK = 2;
  private static final int INITIAL_WINDOW = 256 * 1024;

  private final RawExchange exchange;
  private final String head;
  private final boolean webSocket;

  private RawTunnel(RawExchange exchange, String head, boolean webSocket) {
    this.exchange = exchange;
    this.head = head;
    this.webSocket = webSocket;
  }

  /** Connects as {@code websocket} or {@code yamux}; fails unless the answer is 101. */
  static RawTunnel open(URI relay, String token, String transport, String... headers)
      throws IOException {
    boolean webSocket = transport.equals("websocket");
    RawExchange exchange = new RawExchange(relay);
    StringBuilder request =
        new StringBuilder("GET /tunnel/connect HTTP/1.1\r\nHost: " + relay.getAuthority() + "\r\n");
    request.append("Authorization: Bearer " + token + "\r\nConnection: Upgrade\r\n");
    request.append("Upgrade: " + transport + "\r\n");
    if (webSocket) {
      request.append("Sec-WebSocket-Version: 13\r\n");
      request.append("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
    }
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    String head = exchange.send(request.append("\r\n").toString()).readThrough("\r\n\r\n");
    if (!head.startsWith("HTTP/1.1 101 ")) {
      exchange.close();
      throw new IOException(head);
    }
    return new RawTunnel(exchange, head, webSocket);
  }

  /** The agent's own port. */
  int port() {
    return exchange.socket().getLocalPort();
  }

  /** The 101 as sent. */
  String head() {
    return head;
  }

  /** One frame of the given size, as a WebSocket message where it is one. */
  void send(byte... payload) throws IOException {
    sendRaw(webSocket ? frame(0x82, payload) : payload);
  }

  void sendRaw(byte... bytes) throws IOException {
    exchange.socket().getOutputStream().write(bytes);
    exchange.socket().getOutputStream().flush();
  }

  /** A masked frame; the mask is zero, so the payload is seen as it is. */
  static byte[] frame(int first, byte... payload) {
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 14).put((byte) first);
    if (payload.length < 126) {
      frame.put((byte) (0x80 | payload.length));
    } else if (payload.length < 65_536) {
      frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
    } else {
      frame.put((byte) (0x80 | 127)).putLong(payload.length);
    }
    frame.putInt(0).put(payload).flip();
    byte[] bytes = new byte[frame.remaining()];
    frame.get(bytes);
    return bytes;
  }

  /**
   * Exactly {@code size} bytes of yamux: streams that the relay refuses, with their data, and at
   * the end a ping of this value, which is answered only if all before it was understood.
   */
  static byte[] bytesWithAPing(int size, int value) {
    ByteBuffer bytes = ByteBuffer.allocate(size);
    // Ids only grow on a connection, which may be sent one after the other, the smaller first.
    int stream = 2 * size;
    while (bytes.remaining() > 2 * YAMUX_HEADER) {
      int data = Math.min(INITIAL_WINDOW, bytes.remaining() - 2 * YAMUX_HEADER);
      bytes.put((byte) 0).put((byte) 0).putShort((short) SYN).putInt(stream).putInt(data);
      bytes.position(bytes.position() + data);
      stream += 2;
    }
    if (bytes.remaining() > YAMUX_HEADER) {
      throw new IllegalArgumentException("no way to fill " + size + " bytes");
    }
    return bytes.put(ping(SYN, value)).array();
  }

  /** Reads until the answer to the ping was seen. */
  void awaitPong(int value) throws IOException {
    exchange.readThrough(new String(ping(ACK, value), StandardCharsets.ISO_8859_1));
  }

  private static byte[] ping(int flags, int value) {
    return ByteBuffer.allocate(YAMUX_HEADER)
        .put((byte) 0)
        .put((byte) PING)
        .putShort((short) flags)
        .putInt(0)
        .putInt(value)
        .array();
  }

  static byte[] ping(int value) {
    return ping(SYN, value);
  }

  /** Reads up to and including these bytes. */
  void awaitBytes(byte... bytes) throws IOException {
    exchange.readThrough(new String(bytes, StandardCharsets.ISO_8859_1));
  }

  /** How it ends, within this time. */
  RawExchange.Ending end(int millis) throws IOException {
    exchange.socket().setSoTimeout(millis);
    return exchange.readToEnd();
  }

  @Override
  public void close() throws IOException {
    exchange.close();
  }
}

package io.visiona.agent.http;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket that sends every frame back, unmasked and otherwise as it came (RFC 6455). Payloads
 * pass through a fixed buffer, whatever length a header claims.
 */
final class WebSocketEcho {
  private static final String ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int BUFFER_BYTES = 16 * 1024;
  private static final int CONTROL_BYTES = 125;
  private static final int RESERVED = 0x70;
  private static final int BINARY = 0x2;
  private static final int CLOSE = 0x8;
  private static final int PING = 0x9;
  private static final int PONG = 0xA;

  private final DataInputStream in;
  private final OutputStream out;
  private final byte[] buffer = new byte[BUFFER_BYTES];

  private WebSocketEcho(Wire wire) {
    this.in = new DataInputStream(wire.rawInput());
    this.out = wire.rawOutput();
  }

  static void serve(Exchange exchange) throws IOException, HttpException {
    String key = exchange.header("Sec-WebSocket-Key");
    if (key == null || !"websocket".equalsIgnoreCase(exchange.header("Upgrade"))) {
      Problem.BAD_REQUEST.send(exchange, "Connect to this path with a WebSocket.");
      return;
    }
    ClassicHttpResponse response = new BasicClassicHttpResponse(101);
    response.setHeader("Connection", "Upgrade");
    response.setHeader("Upgrade", "websocket");
    response.setHeader("Sec-WebSocket-Accept", accept(key));
    WebSocketEcho echo = new WebSocketEcho(exchange.upgrade(response));
    boolean open = true;
    while (open) {
      open = echo.frame();
    }
  }

  private static String accept(String key) {
    try {
      byte[] text = (key + ACCEPT_SUFFIX).getBytes(StandardCharsets.ISO_8859_1);
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }

  /** Answers one frame; false when it was the last. */
  private boolean frame() throws IOException, HttpException {
    int first = in.read();
    if (first < 0) {
      return false;
    }
    int opcode = first & 0x0f;
    if ((first & RESERVED) != 0 || (opcode > BINARY && opcode < CLOSE) || opcode > PONG) {
      throw new ProtocolException("the frame is of no known kind");
    }
    int second = in.readUnsignedByte();
    if ((second & 0x80) == 0) {
      throw new ProtocolException("a client masks its frames");
    }
    long length = length(second & 0x7f);
    if (length < 0 || (opcode >= CLOSE && length > CONTROL_BYTES)) {
      throw new ProtocolException("the frame is too long");
    }
    byte[] mask = in.readNBytes(4);
    Integer answer = answerTo(first, opcode);
    if (answer != null) {
      out.write(header(answer, length));
    }
    payload(length, mask, answer != null);
    out.flush();
    return opcode != CLOSE;
  }

  private static @Nullable Integer answerTo(int first, int opcode) {
    return switch (opcode) {
      case PING -> 0x80 | PONG;
      case PONG -> null;
      default -> first;
    };
  }

  private long length(int code) throws IOException {
    return switch (code) {
      case 126 -> in.readUnsignedShort();
      case 127 -> in.readLong();
      default -> code;
    };
  }

  private static byte[] header(int first, long length) {
    ByteBuffer bytes = ByteBuffer.allocate(10).put((byte) first);
    if (length <= CONTROL_BYTES) {
      bytes.put((byte) length);
    } else if (length <= 0xffff) {
      bytes.put((byte) 126).putShort((short) length);
    } else {
      bytes.put((byte) 127).putLong(length);
    }
    byte[] header = new byte[bytes.flip().remaining()];
    bytes.get(header);
    return header;
  }

  private void payload(long length, byte[] mask, boolean echoed) throws IOException {
    long done = 0;
    while (done < length) {
      int count = in.read(buffer, 0, (int) Math.min(buffer.length, length - done));
      if (count < 0) {
        throw new IOException("the connection ended within a frame");
      }
      for (int i = 0; i < count; i++) {
        buffer[i] ^= mask[(int) ((done + i) & 3)];
      }
      if (echoed) {
        out.write(buffer, 0, count);
      }
      done += count;
    }
  }
}

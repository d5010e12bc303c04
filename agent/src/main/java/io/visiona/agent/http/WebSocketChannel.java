package io.visiona.agent.http;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of a WebSocket that carries text messages (RFC 6455), on any pair of byte
 * streams. One thread reads; writing is for anyone. No extension is offered.
 */
public final class WebSocketChannel {
  /** The other side broke a rule; the code says which. */
  public static final class Violation extends Exception {
    private static final long serialVersionUID = 1L;

    private final int code;

    Violation(int code, String message) {
      super(message);
      this.code = code;
    }

    /** The close code that says so. */
    public int code() {
      return code;
    }
  }

  private static final String ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int PROTOCOL_ERROR = 1002;
  private static final int NOT_TEXT = 1003;
  private static final int NOT_UTF8 = 1007;
  private static final int TOO_LARGE = 1009;
  private static final int CONTROL_BYTES = 125;
  private static final int FIN = 0x80;
  private static final int RESERVED = 0x70;
  private static final int CONTINUATION = 0x0;
  private static final int TEXT = 0x1;
  private static final int BINARY = 0x2;
  private static final int CLOSE = 0x8;
  private static final int PING = 0x9;
  private static final int PONG = 0xA;

  private final DataInputStream in;
  private final OutputStream out;
  private final int mostBytes;
  private boolean closeSent;

  private WebSocketChannel(InputStream in, OutputStream out, int mostBytes) {
    this.in = new DataInputStream(in);
    this.out = out;
    this.mostBytes = mostBytes;
  }

  /**
   * Accepts the upgrade; null when the request does not ask for one, and nothing is answered then.
   *
   * @param mostBytes longest message that is taken
   */
  public static @Nullable WebSocketChannel accept(Exchange exchange, int mostBytes)
      throws IOException, HttpException {
    String key = exchange.header("Sec-WebSocket-Key");
    boolean current = "13".equals(exchange.header("Sec-WebSocket-Version"));
    if (key == null || !current || !"websocket".equalsIgnoreCase(exchange.header("Upgrade"))) {
      return null;
    }
    BasicClassicHttpResponse response = new BasicClassicHttpResponse(101);
    response.setHeader("Connection", "Upgrade");
    response.setHeader("Upgrade", "websocket");
    response.setHeader("Sec-WebSocket-Accept", accepting(key));
    OutputStream out = exchange.switchTo(response);
    return new WebSocketChannel(exchange.rawInput(), out, mostBytes);
  }

  private static String accepting(String key) {
    try {
      byte[] text = (key + ACCEPT_SUFFIX).getBytes(StandardCharsets.ISO_8859_1);
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }

  private record FrameHead(boolean last, int opcode, long length) {}

  /**
   * The next message; null when the other side closed. Pings are answered on the way.
   *
   * @throws Violation to be answered with {@link #close}
   */
  public @Nullable String read() throws IOException, Violation {
    ByteBuffer message = null;
    while (true) {
      FrameHead head = head();
      if (head == null) {
        return null;
      }
      if (head.opcode >= CLOSE) {
        if (control(head)) {
          return null;
        }
        continue;
      }
      message = append(message, head);
      if (head.last) {
        return text(message);
      }
    }
  }

  private @Nullable FrameHead head() throws IOException, Violation {
    int first = in.read();
    if (first < 0) {
      return null;
    }
    int second = in.readUnsignedByte();
    int opcode = first & 0x0f;
    boolean known = opcode <= BINARY || (opcode >= CLOSE && opcode <= PONG);
    if ((first & RESERVED) != 0 || !known || (second & 0x80) == 0) {
      throw new Violation(PROTOCOL_ERROR, "not a frame of a client");
    }
    long length = length(second & 0x7f);
    boolean last = (first & FIN) != 0;
    if (length < 0 || (opcode >= CLOSE && (length > CONTROL_BYTES || !last))) {
      throw new Violation(PROTOCOL_ERROR, "a control frame is small and whole");
    }
    return new FrameHead(last, opcode, length);
  }

  private long length(int code) throws IOException {
    return switch (code) {
      case 126 -> in.readUnsignedShort();
      case 127 -> in.readLong();
      default -> code;
    };
  }

  private ByteBuffer append(@Nullable ByteBuffer message, FrameHead head)
      throws IOException, Violation {
    if (head.opcode == BINARY) {
      throw new Violation(NOT_TEXT, "messages are text");
    }
    if ((head.opcode == CONTINUATION) != (message != null)) {
      throw new Violation(PROTOCOL_ERROR, "fragments out of order");
    }
    ByteBuffer before = message == null ? ByteBuffer.allocate(0) : message;
    if (head.length > mostBytes - before.remaining()) {
      throw new Violation(TOO_LARGE, "the message is too large");
    }
    ByteBuffer both = ByteBuffer.allocate(before.remaining() + (int) head.length);
    return both.put(before).put(payload((int) head.length)).flip();
  }

  private byte[] payload(int length) throws IOException {
    byte[] mask = new byte[4];
    in.readFully(mask);
    byte[] payload = new byte[length];
    in.readFully(payload);
    for (int i = 0; i < length; i++) {
      payload[i] ^= mask[i & 3];
    }
    return payload;
  }

  private static String text(ByteBuffer message) throws Violation {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(message).toString();
    } catch (CharacterCodingException e) {
      throw new Violation(NOT_UTF8, "the message is not UTF-8");
    }
  }

  /** Whether it was a close. */
  private boolean control(FrameHead head) throws IOException {
    byte[] payload = payload((int) head.length);
    if (head.opcode == PING) {
      frame(PONG, payload);
    } else if (head.opcode == CLOSE) {
      closeFrame(payload.length >= 2 ? new byte[] {payload[0], payload[1]} : new byte[0]);
    }
    return head.opcode == CLOSE;
  }

  /** Sends a message. */
  public void send(String text) throws IOException {
    frame(TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Says that nothing more comes, and why. */
  public void close(int code) throws IOException {
    closeFrame(ByteBuffer.allocate(2).putShort((short) code).array());
  }

  private synchronized void closeFrame(byte[] payload) throws IOException {
    if (!closeSent) {
      write(CLOSE, payload);
      closeSent = true;
    }
  }

  private synchronized void frame(int opcode, byte[] payload) throws IOException {
    if (closeSent) {
      throw new EOFException("the WebSocket is closed");
    }
    write(opcode, payload);
  }

  private void write(int opcode, byte[] payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 10);
    frame.put((byte) (FIN | opcode));
    if (payload.length <= CONTROL_BYTES) {
      frame.put((byte) payload.length);
    } else if (payload.length <= 0xffff) {
      frame.put((byte) 126).putShort((short) payload.length);
    } else {
      frame.put((byte) 127).putLong(payload.length);
    }
    frame.put(payload);
    // One write for a frame, so that it is one frame of the tunnel too.
    out.write(frame.array(), 0, frame.position());
    out.flush();
  }
}

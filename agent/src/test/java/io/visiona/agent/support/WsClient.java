package io.visiona.agent.support;

import io.visiona.yamux.blocking.YamuxStream;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;

/** A WebSocket client on a stream, small enough to break rules with. */
public final class WsClient implements AutoCloseable {
  private final YamuxStream stream;
  private final DataInputStream in;

  public WsClient(AgentRig agent) throws Exception {
    stream = agent.open();
    String head =
        String.join(
            "\r\n",
            "GET /api/events HTTP/1.1",
            "Host: agent",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "",
            "");
    stream.output().write(head.getBytes(StandardCharsets.US_ASCII));
    AgentRig.Answer answer = AgentRig.read(stream, "GET");
    if (answer.status() != 101
        || !answer.header("Sec-WebSocket-Accept").equals("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")) {
      throw new IOException("not accepted: " + answer.status());
    }
    in = new DataInputStream(answer.body());
  }

  /** Sends one frame. */
  public void frame(int first, byte[] payload) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeByte(first);
    if (payload.length < 126) {
      out.writeByte(0x80 | payload.length);
    } else {
      out.writeByte(0x80 | 126);
      out.writeShort(payload.length);
    }
    byte[] mask = {1, 2, 3, 4};
    out.write(mask);
    for (int i = 0; i < payload.length; i++) {
      out.writeByte(payload[i] ^ mask[i & 3]);
    }
    stream.output().write(bytes.toByteArray());
  }

  public void send(String text) throws IOException {
    frame(0x81, text.getBytes(StandardCharsets.UTF_8));
  }

  /** The next message; fails with the code when it is a close. */
  public JsonObject next() throws IOException {
    while (true) {
      int opcode = in.readUnsignedByte() & 0x0f;
      int code = in.readUnsignedByte() & 0x7f;
      int length = code == 126 ? in.readUnsignedShort() : code == 127 ? (int) in.readLong() : code;
      byte[] payload = in.readNBytes(length);
      if (opcode == 8) {
        throw new Closed(length < 2 ? 0 : (payload[0] & 0xff) << 8 | (payload[1] & 0xff));
      }
      if (opcode == 1) {
        String text = new String(payload, StandardCharsets.UTF_8);
        return Json.createReader(new StringReader(text)).readObject();
      }
    }
  }

  /** The next message of this type. */
  public JsonObject await(String type) throws IOException {
    JsonObject message = next();
    while (!message.getString("type").equals(type)) {
      message = next();
    }
    return message;
  }

  /** The code that the other side closes with. */
  public int awaitClose() throws IOException {
    try {
      while (true) {
        next();
      }
    } catch (Closed e) {
      return e.code();
    }
  }

  /** The agent closed. */
  public static final class Closed extends IOException {
    private static final long serialVersionUID = 1L;
    private final int code;

    Closed(int code) {
      super("closed with " + code);
      this.code = code;
    }

    public int code() {
      return code;
    }
  }

  @Override
  public void close() {
    stream.reset();
  }
}

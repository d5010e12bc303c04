package io.visiona.agent.support;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The server's side of a WebSocket (RFC 6455) as a byte stream. What is written goes out in
 * messages of odd sizes, so that frames of the layer above are cut anywhere.
 */
final class WebSocketBytes {
  private static final int PIECE = 7001;
  private final DataInputStream in;
  private final DataOutputStream out;
  private byte[] payload = new byte[0];
  private int at;

  WebSocketBytes(Socket socket) throws IOException {
    in = new DataInputStream(socket.getInputStream());
    out = new DataOutputStream(socket.getOutputStream());
  }

  static String accept(String key) {
    try {
      byte[] text =
          (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.ISO_8859_1);
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  InputStream input() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        while (at == payload.length) {
          if (!nextFrame()) {
            return -1;
          }
        }
        int count = Math.min(length, payload.length - at);
        System.arraycopy(payload, at, target, offset, count);
        at += count;
        return count;
      }
    };
  }

  private boolean nextFrame() throws IOException {
    int first = in.read();
    if (first < 0 || (first & 0x0f) == 0x8) {
      return false;
    }
    int code = in.readUnsignedByte() & 0x7f;
    int length = code == 126 ? in.readUnsignedShort() : code == 127 ? (int) in.readLong() : code;
    byte[] mask = in.readNBytes(4);
    payload = in.readNBytes(length);
    for (int i = 0; i < length; i++) {
      payload[i] ^= mask[i & 3];
    }
    at = 0;
    return true;
  }

  OutputStream output() {
    return new ByteArrayOutputStream() {
      @Override
      public void flush() throws IOException {
        byte[] bytes = toByteArray();
        reset();
        for (int from = 0; from < bytes.length; from += PIECE) {
          frame(bytes, from, Math.min(PIECE, bytes.length - from));
        }
        out.flush();
      }
    };
  }

  private void frame(byte[] bytes, int from, int length) throws IOException {
    out.writeByte(0x82);
    if (length < 126) {
      out.writeByte(length);
    } else {
      out.writeByte(126);
      out.writeShort(length);
    }
    out.write(bytes, from, length);
  }
}

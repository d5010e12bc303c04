package io.visiona.relay.transport;

import io.visiona.relay.websocket.CloseCode;
import io.visiona.relay.websocket.Frames;
import io.visiona.relay.websocket.WebSocketException;
import io.visiona.relay.websocket.WebSocketFrameDecoder;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The server side of a WebSocket. Of several pings that came meanwhile only the latest is answered,
 * as RFC 6455 section 5.5.3 allows: nobody can make the relay keep more than one.
 */
public final class WebSocketFraming implements TransportCodec {
  private final WebSocketFrameDecoder decoder = new WebSocketFrameDecoder();
  private final AtomicReference<byte @Nullable []> pong = new AtomicReference<>();
  private volatile int closeCode = CloseCode.NORMAL;
  private volatile boolean ended;

  @Override
  public int decode(byte[] bytes, int from, int to) throws WebSocketException {
    if (ended) {
      return from;
    }
    try {
      int end = decoder.decode(bytes, from, to);
      byte[] ping = decoder.takePing();
      if (ping != null) {
        pong.set(ping);
      }
      if (decoder.isClosed()) {
        end(decoder.closeCode());
      }
      return end;
    } catch (WebSocketException broken) {
      end(broken.closeCode());
      throw broken;
    }
  }

  private void end(int code) {
    closeCode = code;
    ended = true;
  }

  @Override
  public boolean isEnded() {
    return ended;
  }

  @Override
  public int headroom() {
    return Frames.HEADROOM;
  }

  @Override
  public boolean hasOwnOutput() {
    return pong.get() != null && !ended;
  }

  @Override
  public void encode(ByteBuffer batch) {
    if (batch.hasRemaining()) {
      Frames.binaryBefore(batch);
    }
    byte[] payload = pong.getAndSet(null);
    if (payload != null) {
      Frames.pongBefore(batch, payload);
    }
  }

  @Override
  public ByteBuffer lastWords() {
    return Frames.close(closeCode);
  }
}

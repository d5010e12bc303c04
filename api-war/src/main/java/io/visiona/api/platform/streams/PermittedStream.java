package io.visiona.api.platform.streams;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One proxied request as a stream that ends with its permission, and what its client is told then:
 * an event, a close frame, or nothing. Thread-safe.
 */
public final class PermittedStream {
  private static final byte[] NOTHING = new byte[0];

  private enum Form {
    BYTES,
    EVENTS,
    WEB_SOCKET
  }

  private final OpenStreams open;
  private final StreamHolder holder;
  private final AtomicReference<@Nullable StreamEnd> ended = new AtomicReference<>();
  private volatile Form form = Form.BYTES;

  /** Not yet open. */
  public PermittedStream(OpenStreams open, StreamHolder holder) {
    this.open = open;
    this.holder = holder;
  }

  /** It begins to flow; {@code cut} ends it, on any thread, without waiting. */
  public OpenStreams.Registration open(Runnable cut) {
    return open.register(
        holder,
        why -> {
          ended.set(why);
          cut.run();
        });
  }

  /** It will be a WebSocket. */
  public void webSocket() {
    form = Form.WEB_SOCKET;
  }

  /** What the response to it is, by its {@code Content-Type}; encoded ones are bytes. */
  public void response(String contentType, boolean encoded) {
    if (form != Form.WEB_SOCKET && !encoded && contentType.startsWith("text/event-stream")) {
      form = Form.EVENTS;
    }
  }

  /** What its client is told at the end; nothing when its permission still stands. */
  public byte[] farewell() {
    StreamEnd why = ended.get();
    if (why == null) {
      return NOTHING;
    }
    return switch (form) {
      case BYTES -> NOTHING;
      case EVENTS -> why.event();
      case WEB_SOCKET -> StreamEnd.closeFrame();
    };
  }
}

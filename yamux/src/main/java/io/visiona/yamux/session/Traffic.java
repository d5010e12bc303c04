package io.visiona.yamux.session;

import io.visiona.yamux.frame.FrameDecoder;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Counts what passes the transport, and tells who traces it. Called without locks. */
final class Traffic {
  private final AtomicLong bytesIn = new AtomicLong();
  private final AtomicLong bytesOut = new AtomicLong();
  private volatile @Nullable FrameListener listener;

  /** Null ends it. */
  void trace(@Nullable FrameListener value) {
    listener = value;
  }

  void received(int count) {
    bytesIn.addAndGet(count);
  }

  void received(FrameDecoder header) {
    FrameListener who = listener;
    if (who != null) {
      who.received(header.frame());
    }
  }

  /** {@code count} bytes were put into {@code destination}: whole frames, as none is ever cut. */
  void sent(ByteBuffer destination, int count) {
    bytesOut.addAndGet(count);
    FrameListener who = listener;
    if (who != null) {
      ByteBuffer frames = destination.duplicate().flip();
      tell(who, frames.position(frames.limit() - count));
    }
  }

  private static void tell(FrameListener who, ByteBuffer frames) {
    FrameDecoder decoder = new FrameDecoder();
    FrameDecoder.Event event = decoder.next(frames);
    while (event == FrameDecoder.Event.HEADER || event == FrameDecoder.Event.PAYLOAD) {
      if (event == FrameDecoder.Event.HEADER) {
        who.sent(decoder.frame());
      } else {
        frames.position(frames.position() + decoder.fragment());
      }
      event = decoder.next(frames);
    }
  }

  long bytesIn() {
    return bytesIn.get();
  }

  long bytesOut() {
    return bytesOut.get();
  }
}

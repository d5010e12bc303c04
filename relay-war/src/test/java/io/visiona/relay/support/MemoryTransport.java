package io.visiona.relay.support;

import io.visiona.relay.transport.BufferPool;
import io.visiona.relay.transport.Transport;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Keeps what was sent until a test delivers it; frozen, it takes nothing any more. */
public final class MemoryTransport implements Transport {
  private final BufferPool buffers = BufferPool.heap(4);
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  private @Nullable Completion stuck;
  private byte[] held = {};
  private boolean frozen;
  private boolean closed;

  @Override
  public BufferPool buffers() {
    return buffers;
  }

  @Override
  public void send(ByteBuffer bytes, Completion completion) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    if (frozen) {
      held = copy;
      stuck = completion;
      return;
    }
    sent.writeBytes(copy);
    completion.sent();
  }

  @Override
  public void close() {
    closed = true;
  }

  /** From now on sends do not complete. */
  public void freeze() {
    frozen = true;
  }

  /** What was sent meanwhile is sent now. */
  public void thaw() {
    frozen = false;
    Completion waiting = stuck;
    stuck = null;
    sent.writeBytes(held);
    held = new byte[0];
    if (waiting != null) {
      waiting.sent();
    }
  }

  /** Takes what was sent. */
  public byte[] taken() {
    byte[] bytes = sent.toByteArray();
    sent.reset();
    return bytes;
  }

  public boolean isClosed() {
    return closed;
  }

  /** Whether a send waits for ever. */
  public boolean isStuck() {
    return stuck != null;
  }
}

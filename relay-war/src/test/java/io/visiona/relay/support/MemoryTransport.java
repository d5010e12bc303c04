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
  private boolean frozen;
  private boolean closed;

  @Override
  public BufferPool buffers() {
    return buffers;
  }

  @Override
  public void send(ByteBuffer bytes, Completion completion) {
    if (frozen) {
      stuck = completion;
      return;
    }
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
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

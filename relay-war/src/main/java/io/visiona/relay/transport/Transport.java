package io.visiona.relay.transport;

import java.nio.ByteBuffer;

/** A connection that takes bytes without blocking, one buffer at a time. */
public interface Transport {

  /** Buffers it sends best. */
  BufferPool buffers();

  /** Bytes that it needs free before those that it is to send. */
  default int headroom() {
    return 0;
  }

  /** Whether it has something of its own to send, if need be with no bytes of the session. */
  default boolean hasOwnOutput() {
    return false;
  }

  /**
   * Takes the remaining bytes, which may be none if it {@link #hasOwnOutput}; they stay untouched
   * by the caller until the completion was told, once, perhaps within this call. Not called again
   * before that.
   */
  void send(ByteBuffer bytes, Completion completion);

  /**
   * Closes the connection now, whatever its peer does: what the last completed send took is still
   * delivered, and nothing more is read. May block, but not on the peer. Idempotent.
   */
  void close();

  /** What a transport tells about one send. */
  interface Completion {
    /** The buffer is free again. */
    void sent();

    /** The transport is broken. */
    void failed();
  }
}

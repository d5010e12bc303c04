package io.visiona.relay.transport;

import java.nio.ByteBuffer;

/** A connection that takes bytes without blocking, one buffer at a time. */
public interface Transport {

  /** Buffers it sends best. */
  BufferPool buffers();

  /**
   * Takes the remaining bytes; they stay untouched by the caller until the completion was told, once, perhaps within this call.
   * Not called again before that.
   */
  void send(ByteBuffer bytes, Completion completion);

  /** Closes in an orderly way after everything was sent. May block. Idempotent. */
  void close();

  /** What a transport tells about one send. */
  interface Completion {
    /** The buffer is free again. */
    void sent();

    /** The transport is broken. */
    void failed();
  }
}

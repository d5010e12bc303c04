package io.visiona.relay.transport;

import java.nio.ByteBuffer;

/** None: the session's bytes are the stream's. */
public enum PlainFraming implements TransportCodec {
  INSTANCE;

  @Override
  public int decode(byte[] bytes, int from, int to) {
    return to;
  }

  @Override
  public boolean isEnded() {
    return false;
  }

  @Override
  public int headroom() {
    return 0;
  }

  @Override
  public boolean hasOwnOutput() {
    return false;
  }

  @Override
  public void encode(ByteBuffer batch) {
    // Nothing belongs before it.
  }

  @Override
  public ByteBuffer lastWords() {
    return ByteBuffer.allocate(0);
  }
}

package io.visiona.relay.transport;

import io.visiona.relay.websocket.WebSocketException;
import java.nio.ByteBuffer;

/**
 * What lies between the bytes of an upgraded stream and those of its session. Reading and writing
 * are called by one thread each; what concerns both is safe between them.
 */
public sealed interface TransportCodec permits PlainFraming, WebSocketFraming {

  /**
   * Decodes {@code bytes[from .. to)} in place; the session's bytes are then at {@code bytes[from
   * .. result)}.
   *
   * @throws WebSocketException the peer broke the protocol; {@link #lastWords} then tell it so
   */
  int decode(byte[] bytes, int from, int to) throws WebSocketException;

  /** Whether the peer has said that nothing more comes. */
  boolean isEnded();

  /** Bytes to leave free before each batch. */
  int headroom();

  /** Whether something is to be sent that is not the session's. */
  boolean hasOwnOutput();

  /** Puts what belongs before the batch's remaining bytes, which may be none, into the headroom. */
  void encode(ByteBuffer batch);

  /** What to send before the connection is closed. Once. */
  ByteBuffer lastWords();
}

package io.visiona.yamux.session;

import java.nio.ByteBuffer;

/**
 * What a stream tells its user. Calls come one after another from the thread that drives the
 * session's input (time-outs from the one that drives its clock), in the order of the frames, with
 * no lock held. Implementations must not block. After {@link #reset()} or {@link
 * #sessionEnded(YamuxException)} nothing more is heard of the stream, except that a call already on
 * its way may still arrive.
 */
public interface ChannelHandler {
  /** The peer acknowledged a stream that this side opened. At most once. */
  void acknowledged();

  /**
   * Bytes from the peer, in order: a fragment that need not be a whole frame.
   *
   * @param payload valid during the call only; whatever is left in it is dropped
   */
  void data(ByteBuffer payload);

  /** The peer allows {@code delta} more bytes (never 0). */
  void credited(int delta);

  /**
   * The peer sends no more data. At most once; the other direction stays open. On a stream of ours
   * that was not acknowledged before it is a refusal.
   */
  void finished();

  /** The stream is gone: the peer reset it, or it was not acknowledged in time. */
  void reset();

  /** The session is over, and the stream with it. */
  void sessionEnded(YamuxException reason);
}

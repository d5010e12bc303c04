package io.visiona.yamux.session;

import org.jspecify.annotations.Nullable;

/**
 * What a session tells its owner. Called from whatever thread drives the session, never with a lock
 * held; implementations must not block.
 */
public interface SessionHandler {
  /**
   * The peer opened a stream. The handler that is returned hears everything about it, beginning
   * with data that came along; {@code null} refuses the stream with a reset. The stream may be
   * acknowledged, written to or reset from within this call.
   */
  @Nullable ChannelHandler opened(Channel channel);

  /** Something waits to be transmitted where nothing waited before. Any thread. */
  void outputReady();

  /** The peer sent go-away; code 0 means that it drains, other codes are followed by the end. */
  void goAwayReceived(int code);

  /** The session is over; called exactly once, after every stream heard of it. */
  void ended(YamuxException reason);
}

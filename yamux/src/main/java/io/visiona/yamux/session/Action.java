package io.visiona.yamux.session;

import io.visiona.yamux.frame.Frame;

/**
 * What a frame asks the session to do, decided under the session's lock and done without it. Those
 * that come with every frame of a stream exist once per channel.
 */
sealed interface Action {

  /** Nothing; a payload is dropped. */
  enum Ignore implements Action {
    FRAME
  }

  /** The peer opened a stream: its owner is asked, then the rest of the frame is dealt with. */
  record Opened(Channel channel, Action then) implements Action {}

  /** The peer acknowledged a stream; then the rest of the frame is dealt with. */
  record Acknowledged(Channel channel, Action then) implements Action {}

  /** The payload of this frame is the channel's, and so is its FIN if there is one. */
  record Receive(Channel channel) implements Action {}

  /** The length field of this frame is the channel's credit; a FIN may be with it. */
  record Credit(Channel channel) implements Action {}

  /** The peer reset the stream, which is forgotten already. */
  record Reset(Channel channel) implements Action {}

  /**
   * The peer broke the rules of one stream, which is forgotten already: both sides hear a reset.
   */
  record Abort(Channel channel) implements Action {}

  /** The stream is not accepted, and the RST says why. */
  record Refuse(int streamId, int code) implements Action {}

  /** A ping was answered, or is to be. */
  record Pinged(Frame.Ping ping) implements Action {}

  /** The peer goes away. */
  record GoneAway(Frame.GoAway goAway) implements Action {}

  /** The peer broke the protocol. */
  record Fail(String why) implements Action {}
}

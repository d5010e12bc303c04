package io.visiona.yamux.session;

import io.visiona.yamux.frame.Frame;

/**
 * Hears of the frames of a session, to trace a tunnel: headers only, never what a stream carries.
 * Calls come from the threads that drive the session, one direction at a time each, with no lock
 * held; implementations must not block and must not throw.
 */
public interface FrameListener {
  /** The header of a frame came, before anything is done about it; it may break the protocol. */
  void received(Frame frame);

  /** A frame was handed to the transport. */
  void sent(Frame frame);
}

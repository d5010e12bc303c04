package io.visiona.yamux.blocking;

import io.visiona.yamux.session.Channel;

/** Hears what becomes of a stream that was opened. */
@FunctionalInterface
public interface OpenListener {
  /**
   * The stream is acknowledged or over.
   *
   * @param acknowledged whether the peer has acknowledged it
   * @param resetCode {@link Channel#resetCode()}: 0 unless the peer said why it reset the stream
   */
  void settled(boolean acknowledged, int resetCode);
}

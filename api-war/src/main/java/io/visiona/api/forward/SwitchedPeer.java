package io.visiona.api.forward;

import java.io.IOException;
import java.io.OutputStream;

/** The far end of a WebSocket: bytes both ways. One thread reads, one writes; {@link #cancel} may be called by any. */
public interface SwitchedPeer {

  /** Reads some bytes, waiting for them; -1 at the end. */
  int read(byte[] target, int offset, int length) throws IOException;

  /** Whether something can be read without waiting. */
  boolean hasMore() throws IOException;

  /** What goes there. */
  OutputStream output();

  /** Ends both directions at once and wakes whoever waits. */
  void cancel();
}

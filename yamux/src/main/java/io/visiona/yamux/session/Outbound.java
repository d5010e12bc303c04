package io.visiona.yamux.session;

import io.visiona.yamux.buffer.ByteQueue;
import io.visiona.yamux.buffer.ChunkPool;
import io.visiona.yamux.flow.SendWindow;
import org.jspecify.annotations.Nullable;

/** The sending half of a channel. Everything but the id is guarded by the lock of its output. */
final class Outbound {
  final SendWindow window = new SendWindow(SessionConfig.INITIAL_WINDOW);
  final ByteQueue queue = new ByteQueue(ChunkPool.shared());

  /** Set once, before the channel is known to anybody else. */
  int id;

  /** SYN is still to be sent, with this many bytes of the queue. */
  boolean syn;

  int synBytes;

  /** When SYN was handed over. Read without the lock; the flag is written last. */
  private volatile long synSentAt;

  private volatile boolean synSent;

  /** The stream was opened by the peer and not acknowledged by this side. */
  boolean unacknowledged;

  /** ACK is to be sent. */
  boolean ack;

  /** Credit that is to be granted. */
  long delta;

  /** FIN was asked for; nothing can be appended. */
  boolean fin;

  boolean finSent;

  /** Both sides finished; what waits is all that is left of the stream. */
  boolean orphan;

  /** The stream was reset: nothing of it is ever sent again. */
  boolean dead;

  boolean inControl;
  @Nullable Outbound nextControl;
  boolean inTurn;
  @Nullable Outbound nextTurn;

  void synSent(long now) {
    syn = false;
    synBytes = 0;
    synSentAt = now;
    synSent = true;
  }

  boolean isSynSent() {
    return synSent;
  }

  long synSentAt() {
    return synSentAt;
  }

  boolean hasControl() {
    return !dead && (syn || ack || delta > 0);
  }

  boolean hasTurn() {
    return !dead && !finSent && (fin || !queue.isEmpty());
  }
}

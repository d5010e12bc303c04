package io.visiona.yamux.session;

import io.visiona.yamux.buffer.ByteQueue;
import io.visiona.yamux.buffer.ChunkPool;
import io.visiona.yamux.frame.Flags;
import io.visiona.yamux.frame.Frame;
import io.visiona.yamux.frame.FrameType;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The order in which waiting frames leave. Guarded by the lock of the output.
 *
 * <p>First frames that concern no living stream (ping, go-away, RST), then SYN, ACK and window
 * updates of streams, then data, one frame of each stream in turn, with FIN behind the data. Thus
 * nothing overtakes its own SYN or ACK. A frame is made as long as the destination has room for, so
 * none is ever cut in two and control frames never wait for more than what was handed over. FIN
 * travels in a frame of its own: hashicorp's receiver looks at it before it looks at the payload.
 */
final class Transmitter {
  /** Payload of one frame at most: what a stream may send before it is the next one's turn. */
  private static final int QUANTUM = 32 * 1024;

  /** A frame is not cut shorter than this just to fill up a batch. */
  private static final int SHORTEST_CUT = 512;

  /** Waiting control frames without a stream: more than any peer that reads has waiting. */
  private static final int MOST_HEADER_BYTES = 64 * 1024;

  private final LongSupplier clock;
  private final ByteQueue headers = new ByteQueue(ChunkPool.shared());
  private final OutboundList control = OutboundList.control();
  private final OutboundList turns = OutboundList.turns();
  private @Nullable ByteBuffer scratch;
  private int queued;
  private int excess;

  Transmitter(LongSupplier clock) {
    this.clock = clock;
  }

  /** Bytes of stream data that wait. */
  int queued() {
    return queued;
  }

  boolean isEmpty() {
    return headers.isEmpty() && control.size() == 0 && turns.size() == 0;
  }

  boolean isFlooded(int mostListed) {
    return headers.size() > MOST_HEADER_BYTES || control.size() + turns.size() > mostListed;
  }

  void header(Frame frame) {
    ByteBuffer buffer = scratch == null ? ByteBuffer.allocate(Frame.HEADER_BYTES) : scratch;
    scratch = buffer;
    frame.encode(buffer.clear());
    headers.append(buffer.flip(), Frame.HEADER_BYTES);
  }

  /**
   * Whether {@code count} more bytes of the stream may wait. What fits into the window every stream
   * begins with does not count while the stream lives: a peer cannot be refused that.
   */
  boolean fits(Outbound stream, int count, int mostExcess) {
    int more = excess(stream, stream.queue.size() + count) - excess(stream);
    return more <= mostExcess - excess;
  }

  private static int excess(Outbound stream) {
    return excess(stream, stream.queue.size());
  }

  private static int excess(Outbound stream, int size) {
    return stream.orphan ? size : Math.max(0, size - SessionConfig.INITIAL_WINDOW);
  }

  /** The stream is over but for what it has waiting: all of that counts. */
  void orphan(Outbound stream) {
    excess -= excess(stream);
    stream.orphan = true;
    excess += excess(stream);
  }

  void append(Outbound stream, ByteBuffer payload, int count) {
    excess -= excess(stream);
    stream.queue.append(payload, count);
    excess += excess(stream);
    queued += count;
    turn(stream);
  }

  void control(Outbound stream) {
    if (stream.hasControl()) {
      control.add(stream);
    }
  }

  void turn(Outbound stream) {
    if (stream.hasTurn()) {
      turns.add(stream);
    }
  }

  /** Forgets what the stream has waiting; it stays listed until its turn comes. */
  void drop(Outbound stream) {
    queued -= stream.queue.size();
    excess -= excess(stream);
    stream.queue.clear();
    stream.dead = true;
  }

  /**
   * The stream that has most waiting: as all send in turn, the one that takes longest to be done.
   * Null where none has anything, or where as many frames wait already as a peer may have waiting
   * of this kind, half of those that {@link #isFlooded} allows.
   */
  @Nullable Outbound fullest() {
    Outbound most = null;
    if (headers.size() < MOST_HEADER_BYTES / 2) {
      for (Outbound each = turns.first(); each != null; each = each.nextTurn) {
        if (!each.queue.isEmpty() && (most == null || each.queue.size() > most.queue.size())) {
          most = each;
        }
      }
    }
    return most;
  }

  void clear() {
    headers.clear();
    for (Outbound o = control.first(); o != null; o = control.first()) {
      drop(o);
      control.removeFirst();
    }
    for (Outbound o = turns.first(); o != null; o = turns.first()) {
      drop(o);
      turns.removeFirst();
    }
  }

  int transmit(ByteBuffer out) {
    int start = out.position();
    int room = out.remaining() / Frame.HEADER_BYTES * Frame.HEADER_BYTES;
    headers.moveTo(out, Math.min(headers.size(), room));
    if (headers.isEmpty() && transmitControl(out)) {
      transmitTurns(out, start);
    }
    return out.position() - start;
  }

  /** Returns whether all of them went out. */
  private boolean transmitControl(ByteBuffer out) {
    for (Outbound o = control.first(); o != null; o = control.first()) {
      if (o.hasControl()) {
        int room = out.remaining() - Frame.HEADER_BYTES;
        if (room < Math.min(o.synBytes, 1)) {
          return false;
        }
        transmitControl(o, out, Math.min(o.synBytes, room));
      }
      control.removeFirst();
      control(o);
    }
    return true;
  }

  private void transmitControl(Outbound o, ByteBuffer out, int first) {
    int flags = (o.syn ? Flags.SYN : Flags.NONE) | (o.ack ? Flags.ACK : Flags.NONE);
    if (first > 0) {
      Frame.encode(out, FrameType.DATA, flags, o.id, first);
      move(o, out, first);
      flags = Flags.NONE;
    }
    if (first == 0 || (o.delta > 0 && out.remaining() >= Frame.HEADER_BYTES)) {
      Frame.encode(out, FrameType.WINDOW_UPDATE, flags, o.id, (int) o.delta);
      o.delta = 0;
    }
    if (o.syn) {
      o.synSent(clock.getAsLong());
    }
    o.ack = false;
  }

  private void transmitTurns(ByteBuffer out, int start) {
    for (Outbound o = turns.first(); o != null; o = turns.first()) {
      int room = out.remaining() - Frame.HEADER_BYTES;
      int least = out.position() == start ? 1 : SHORTEST_CUT;
      if (o.hasTurn() && room < Math.min(o.queue.size(), least)) {
        return;
      }
      turns.removeFirst();
      if (o.hasTurn()) {
        transmitTurn(o, out, Math.min(Math.min(o.queue.size(), QUANTUM), room));
      }
    }
  }

  private void transmitTurn(Outbound o, ByteBuffer out, int count) {
    if (count > 0) {
      Frame.encode(out, FrameType.DATA, Flags.NONE, o.id, count);
      move(o, out, count);
    }
    if (o.queue.isEmpty() && o.fin && out.remaining() >= Frame.HEADER_BYTES) {
      Frame.encode(out, FrameType.WINDOW_UPDATE, Flags.FIN, o.id, 0);
      o.finSent = true;
    }
    turn(o);
  }

  private void move(Outbound o, ByteBuffer out, int count) {
    excess -= excess(o);
    o.queue.moveTo(out, count);
    excess += excess(o);
    queued -= count;
  }
}

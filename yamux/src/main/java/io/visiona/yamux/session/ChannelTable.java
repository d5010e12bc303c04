package io.visiona.yamux.session;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Channels by stream id: open addressing, so that a lookup per frame allocates nothing. Holds no
 * array while it is empty. Not thread-safe.
 */
final class ChannelTable {
  private static final int SMALLEST = 8;

  private @Nullable Channel[] slots = new Channel[0];
  private int size;

  int size() {
    return size;
  }

  @Nullable Channel get(int id) {
    if (size == 0) {
      return null;
    }
    int at = find(id);
    return slots[at];
  }

  void put(Channel channel) {
    if (slots.length == 0 || size >= slots.length / 2) {
      rehash(Math.max(SMALLEST, slots.length * 2));
    }
    slots[find(channel.id())] = channel;
    size++;
  }

  void remove(Channel channel) {
    if (size == 0) {
      return;
    }
    int hole = find(channel.id());
    if (slots[hole] != channel) {
      return;
    }
    size--;
    if (size == 0) {
      slots = new Channel[0];
      return;
    }
    close(hole);
  }

  /** Every channel now; a copy. */
  List<Channel> all() {
    List<Channel> channels = new ArrayList<>(size);
    for (Channel channel : slots) {
      if (channel != null) {
        channels.add(channel);
      }
    }
    return channels;
  }

  void clear() {
    slots = new Channel[0];
    size = 0;
  }

  private int find(int id) {
    int at = home(id);
    Channel channel = slots[at];
    while (channel != null && channel.id() != id) {
      at = at + 1 & slots.length - 1;
      channel = slots[at];
    }
    return at;
  }

  private int home(int id) {
    // Fibonacci hashing: ids are consecutive numbers of one parity or the other.
    return (id * 0x9e3779b9) >>> Integer.numberOfLeadingZeros(slots.length - 1);
  }

  /** Moves later entries of the same run back, so that no lookup stops at the hole. */
  private void close(int start) {
    int mask = slots.length - 1;
    int hole = start;
    int at = hole + 1 & mask;
    Channel channel = slots[at];
    while (channel != null) {
      int home = home(channel.id());
      if ((at - home & mask) >= (at - hole & mask)) {
        slots[hole] = channel;
        hole = at;
      }
      at = at + 1 & mask;
      channel = slots[at];
    }
    slots[hole] = null;
  }

  private void rehash(int capacity) {
    List<Channel> channels = all();
    slots = new Channel[capacity];
    for (Channel channel : channels) {
      slots[find(channel.id())] = channel;
    }
  }
}

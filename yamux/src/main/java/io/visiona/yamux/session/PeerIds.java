package io.visiona.yamux.session;

import java.util.Map;
import java.util.TreeMap;

/**
 * Which stream ids the peer has used. Ids usually come in order, but hashicorp's peers may open
 * streams 1 and 3 at the same time and send 3 first, so ids that were skipped stay usable: as
 * intervals, of which only so many are kept; the oldest are then taken for used. Not thread-safe.
 *
 * <p>Ids are unsigned and held in {@code long} as half of their value, which numbers the ids of one
 * parity without holes.
 */
final class PeerIds {
  private static final int MOST_GAPS = 256;

  private final TreeMap<Long, Long> gaps = new TreeMap<>();
  private long next;

  PeerIds(int firstId) {
    next = Integer.toUnsignedLong(firstId) >>> 1;
  }

  /** Marks an id as used; false when it was used before. */
  boolean use(int id) {
    long number = Integer.toUnsignedLong(id) >>> 1;
    if (number >= next) {
      if (number > next) {
        addGap(next, number - 1);
      }
      next = number + 1;
      return true;
    }
    return useSkipped(number);
  }

  /** Whether the peer ever opened this id. */
  boolean isUsed(int id) {
    long number = Integer.toUnsignedLong(id) >>> 1;
    return number < next && !isSkipped(number);
  }

  private boolean isSkipped(long number) {
    Map.Entry<Long, Long> gap = gaps.floorEntry(number);
    return gap != null && gap.getValue() >= number;
  }

  private boolean useSkipped(long number) {
    Map.Entry<Long, Long> gap = gaps.floorEntry(number);
    if (gap == null || gap.getValue() < number) {
      return false;
    }
    gaps.remove(gap.getKey());
    if (gap.getKey() < number) {
      addGap(gap.getKey(), number - 1);
    }
    if (number < gap.getValue()) {
      addGap(number + 1, gap.getValue());
    }
    return true;
  }

  private void addGap(long from, long to) {
    gaps.put(from, to);
    if (gaps.size() > MOST_GAPS) {
      gaps.pollFirstEntry();
    }
  }
}

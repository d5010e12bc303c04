package io.visiona.api.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Where frames end, however they are cut into pieces. */
final class FrameTrackerTest {
  private final FrameTracker tracker = new FrameTracker();

  @Test
  void framesOfEveryLengthForm_endWhereTheyEnd() {
    for (int length : new int[] {0, 1, 125, 126, 300, 65_535, 65_536, 70_000}) {
      for (boolean masked : new boolean[] {false, true}) {
        byte[] frame = frame(length, masked);
        for (int i = 0; i < frame.length - 1; i++) {
          tracker.pass(new byte[] {frame[i]}, 1);
          assertThat(tracker.isBetweenFrames()).as("%s of %s", i, length).isFalse();
        }
        tracker.pass(new byte[] {frame[frame.length - 1]}, 1);
        assertThat(tracker.isBetweenFrames()).as("end of %s", length).isTrue();
      }
    }
  }

  @Test
  void manyFramesInPieces_areFollowed() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    Random random = new Random(7);
    for (int i = 0; i < 200; i++) {
      all.writeBytes(frame(random.nextInt(400), random.nextBoolean()));
    }
    byte[] bytes = all.toByteArray();
    int at = 0;
    while (at < bytes.length) {
      int count = Math.min(bytes.length - at, 1 + random.nextInt(97));
      byte[] piece = new byte[count];
      System.arraycopy(bytes, at, piece, 0, count);
      tracker.pass(piece, count);
      at += count;
    }
    assertThat(tracker.isBetweenFrames()).isTrue();
    tracker.pass(new byte[] {(byte) 0x81}, 1);
    assertThat(tracker.isBetweenFrames()).isFalse();
  }

  private static byte[] frame(int length, boolean masked) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int mask = masked ? 0x80 : 0;
    out.write(0x82);
    if (length < 126) {
      out.write(mask | length);
    } else if (length < 65_536) {
      out.write(mask | 126);
      out.write(length >> 8);
      out.write(length);
    } else {
      out.write(mask | 127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        out.write((int) ((long) length >> shift));
      }
    }
    if (masked) {
      out.writeBytes(new byte[] {1, 2, 3, 4});
    }
    out.writeBytes(new byte[length]);
    return out.toByteArray();
  }
}

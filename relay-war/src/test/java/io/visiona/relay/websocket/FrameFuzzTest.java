package io.visiona.relay.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Random frames with a fixed seed. {@code -Dvisiona.fuzz.frames=10000000} lets it run long. */
final class FrameFuzzTest {
  private static final long FRAMES = Long.getLong("visiona.fuzz.frames", 100_000L);
  private static final int LONGEST = 300;

  private final SplittableRandom random = new SplittableRandom(20_260_102);

  @Test
  void legalFrames_comeOutAsTheyWentInHoweverTheyAreCut() throws WebSocketException {
    long left = FRAMES / 2;
    while (left > 0) {
      int frames = random.nextInt(1, 50);
      left -= frames;
      ByteArrayOutputStream expected = new ByteArrayOutputStream();
      byte[] sent = legal(frames, expected);
      assertThat(inRandomBlocks(new WebSocketFrameDecoder(), sent))
          .isEqualTo(expected.toByteArray());
    }
  }

  private byte[] legal(int frames, ByteArrayOutputStream expected) {
    ClientFrames sent = new ClientFrames();
    boolean inMessage = false;
    for (int i = 0; i < frames; i++) {
      if (random.nextInt(10) == 0) {
        sent.frame(random.nextBoolean() ? 0x89 : 0x8A, bytes(random.nextInt(126)));
        continue;
      }
      boolean last = random.nextBoolean();
      byte[] payload = bytes(random.nextInt(LONGEST));
      sent.frame((last ? 0x80 : 0) | (inMessage ? 0x0 : 0x2), payload);
      expected.writeBytes(payload);
      inMessage = !last;
    }
    return sent.bytes();
  }

  /**
   * Flipped bits and pure noise: either bytes, never more than went in, or a violation with a code
   * that may be sent.
   */
  @Test
  void damagedFrames_areDecodedOrRefused() {
    int refused = 0;
    for (long left = FRAMES / 2; left > 0; left -= 3) {
      byte[] sent =
          random.nextBoolean()
              ? legal(3, new ByteArrayOutputStream())
              : bytes(random.nextInt(LONGEST));
      for (int flips = random.nextInt(4); flips > 0 && sent.length > 0; flips--) {
        sent[random.nextInt(sent.length)] ^= (byte) (1 << random.nextInt(8));
      }
      WebSocketFrameDecoder decoder = new WebSocketFrameDecoder();
      try {
        assertThat(inRandomBlocks(decoder, sent).length).isLessThanOrEqualTo(sent.length);
      } catch (WebSocketException violation) {
        refused++;
        assertThat(violation.closeCode()).isIn(1002, 1003, 1007, 1009);
      }
    }
    assertThat(refused).isPositive();
  }

  private byte[] inRandomBlocks(WebSocketFrameDecoder decoder, byte[] sent)
      throws WebSocketException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int at = 0;
    while (at < sent.length) {
      int end = Math.min(sent.length, at + random.nextInt(1, 1 << random.nextInt(1, 12)));
      byte[] block = Arrays.copyOfRange(sent, at, end);
      out.write(block, 0, decoder.decode(block, 0, block.length));
      at = end;
    }
    return out.toByteArray();
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}

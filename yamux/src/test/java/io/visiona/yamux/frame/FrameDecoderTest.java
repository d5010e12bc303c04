package io.visiona.yamux.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.yamux.frame.FrameDecoder.Event;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FrameDecoderTest {
  /** Every type with every combination of flags, at the edges of the other fields. */
  static Stream<Frame> frames() {
    List<Frame> frames = new ArrayList<>();
    for (int flags = 0; flags <= Flags.KNOWN; flags++) {
      for (int id : new int[] {0, 1, 2, Integer.MAX_VALUE, Integer.MIN_VALUE, -1}) {
        frames.add(new Frame.Data(flags, id, 0));
        frames.add(new Frame.Data(flags, id, 300));
        frames.add(new Frame.WindowUpdate(flags, id, -1));
      }
      frames.add(new Frame.Ping(flags, 0x0102_0304));
    }
    frames.add(new Frame.GoAway(0));
    frames.add(new Frame.GoAway(-1));
    return frames.stream();
  }

  private static byte[] encoded(Frame frame) {
    int payload = frame instanceof Frame.Data ? frame.length() : 0;
    ByteBuffer buffer = ByteBuffer.allocate(Frame.HEADER_BYTES + payload);
    frame.encode(buffer);
    for (int i = 0; i < payload; i++) {
      buffer.put((byte) i);
    }
    return buffer.array();
  }

  /** What a decoder makes of pieces: the frames' headers, and all payload bytes. */
  private record Decoded(List<Frame> frames, List<Byte> payload) {
    static Decoded of(byte[] bytes, int piece) {
      FrameDecoder decoder = new FrameDecoder();
      Decoded result = new Decoded(new ArrayList<>(), new ArrayList<>());
      for (int at = 0; at < bytes.length; at += piece) {
        result.add(decoder, ByteBuffer.wrap(bytes, at, Math.min(piece, bytes.length - at)));
      }
      assertThat(decoder.isFrameComplete()).isTrue();
      return result;
    }

    private void add(FrameDecoder decoder, ByteBuffer in) {
      for (Event event = decoder.next(in); event != Event.MORE; event = decoder.next(in)) {
        switch (event) {
          case HEADER -> frames.add(decoder.frame());
          case PAYLOAD -> {
            for (int i = decoder.fragment(); i > 0; i--) {
              payload.add(in.get());
            }
          }
          case MALFORMED, MORE -> throw new AssertionError(decoder.problem());
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("frames")
  void everyFrame_comesBack_wholeAndByteByByteAndInAnyPieces(Frame frame) {
    byte[] bytes = encoded(frame);
    Decoded whole = Decoded.of(bytes, bytes.length);

    assertThat(whole.frames()).containsExactly(frame);
    assertThat(whole.payload()).hasSize(bytes.length - Frame.HEADER_BYTES);
    for (int piece : new int[] {1, 2, 5, 7, 11, 13}) {
      assertThat(Decoded.of(bytes, piece)).isEqualTo(whole);
    }
  }

  @Test
  void framesInARow_areToldApart_whereverTheyAreCut() {
    ByteBuffer all = ByteBuffer.allocate(100_000);
    frames().forEach(frame -> all.put(encoded(frame)));
    byte[] bytes = new byte[all.position()];
    all.flip().get(bytes);

    for (int piece : new int[] {1, 3, 12, 24, 100, bytes.length}) {
      assertThat(Decoded.of(bytes, piece).frames()).isEqualTo(frames().toList());
    }
  }

  @Test
  void header_isHashicorpsByteForByte() {
    byte[] expected = {0, 1, 0, 5, 0, 0, 1, 2, 0, 4, 0, 0};
    assertThat(encoded(new Frame.WindowUpdate(Flags.SYN | Flags.FIN, 258, 262_144)))
        .isEqualTo(expected);
  }

  @Test
  void hugeLength_costsNothingUntilBytesCome() {
    FrameDecoder decoder = new FrameDecoder();
    ByteBuffer in = ByteBuffer.allocate(22);
    new Frame.Data(0, 1, -1).encode(in);
    in.rewind();

    assertThat(decoder.next(in)).isEqualTo(Event.HEADER);
    assertThat(decoder.length()).isEqualTo(0xffff_ffffL);
    assertThat(decoder.next(in)).isEqualTo(Event.PAYLOAD);
    assertThat(decoder.fragment()).isEqualTo(10);
    assertThat(decoder.isFrameComplete()).isFalse();
  }

  @Test
  void malformedHeader_sticks() {
    FrameDecoder decoder = new FrameDecoder();
    ByteBuffer in = ByteBuffer.allocate(36).put(0, (byte) 9);

    assertThat(decoder.next(in)).isEqualTo(Event.MALFORMED);
    assertThat(decoder.next(in)).isEqualTo(Event.MALFORMED);
    assertThat(decoder.problem()).isEqualTo("unknown version 9");
  }
}

package io.visiona.api.devices;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where frames end, in whatever pieces they come. */
final class WebSocketFramesTest {

  @ParameterizedTest
  @CsvSource({
    "0, false",
    "5, false",
    "125, false",
    "126, false",
    "65535, false",
    "0, true",
    "125, true",
    "126, true",
    "65535, true"
  })
  void frame_endsWithItsLastByte(int length, boolean masked) {
    byte[] frame = frame(1, length, masked);
    WebSocketFrames frames = new WebSocketFrames(65_536);
    for (int i = 0; i < frame.length; i++) {
      assertThat(frames.isBetween()).as("before byte %s", i).isEqualTo(i == 0);
      frames.passed(frame, i, 1);
    }
    assertThat(frames.isBetween()).isTrue();
    assertThat(frames.isTooLong()).isFalse();
    frames.passed(frame, 0, frame.length);
    assertThat(frames.isBetween()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {65_537, 1_000_000})
  void longFrame_isNoticedByItsHead(int length) {
    WebSocketFrames frames = new WebSocketFrames(65_536);
    frames.passed(frame(1, length, false), 0, 10);
    assertThat(frames.isTooLong()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {4401, 4503, 1009})
  void closeOfOurs_isAFrame(int code) {
    byte[] close = WebSocketFrames.close(code);
    WebSocketFrames frames = new WebSocketFrames(125);
    frames.passed(close, 0, close.length);
    assertThat(frames.isBetween()).isTrue();
    assertThat(frames.isClosing()).isTrue();
    assertThat((close[2] & 0xff) << 8 | (close[3] & 0xff)).isEqualTo(code);
  }

  private static byte[] frame(int opcode, int length, boolean masked) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int mask = masked ? 0x80 : 0;
    out.write(0x80 | opcode);
    if (length < 126) {
      out.write(mask | length);
    } else if (length <= 65_535) {
      out.write(mask | 126);
      out.write(length >> 8);
      out.write(length);
    } else {
      out.write(mask | 127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        out.write((int) ((long) length >> shift));
      }
    }
    for (int i = 0; i < (masked ? 4 : 0) + length; i++) {
      out.write(0x81);
    }
    return out.toByteArray();
  }
}

package io.visiona.relay.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class FramesTest {

  @Test
  void headerStandsRightBeforeItsPayload() {
    assertThat(framed(3)).isEqualTo("8203" + "00".repeat(3));
    assertThat(framed(125)).startsWith("827d00").hasSize(2 * 127);
    assertThat(framed(126)).startsWith("827e007e00").hasSize(2 * 130);
    assertThat(framed(65_405)).startsWith("827eff7d00").hasSize(2 * 65_409);
  }

  private static String framed(int length) {
    ByteBuffer buffer = ByteBuffer.allocate(Frames.HEADROOM + length).position(Frames.HEADROOM);
    Frames.binaryBefore(buffer);
    return hex(buffer);
  }

  @Test
  void payloadThatNeedsALongerHeader_isRefused() {
    ByteBuffer buffer = ByteBuffer.allocate(70_000).position(100);
    assertThatIllegalArgumentException().isThrownBy(() -> Frames.binaryBefore(buffer));
  }

  @Test
  void longestPongAndLongestHeader_fitTheHeadroom() {
    ByteBuffer buffer = ByteBuffer.allocate(Frames.HEADROOM + 300).position(Frames.HEADROOM);
    Frames.binaryBefore(buffer);
    Frames.pongBefore(buffer, new byte[Frames.LONGEST_CONTROL]);
    assertThat(buffer.position()).isZero();
    assertThat(hex(buffer)).startsWith("8a7d00").contains("827e012c");
  }

  @Test
  void closeCarriesItsCodeOrNone() {
    assertThat(hex(Frames.close(CloseCode.TOO_BIG))).isEqualTo("880203f1");
    assertThat(hex(Frames.close(CloseCode.NONE))).isEqualTo("8800");
  }

  private static String hex(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}

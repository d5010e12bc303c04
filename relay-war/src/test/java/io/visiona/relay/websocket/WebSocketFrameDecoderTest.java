package io.visiona.relay.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WebSocketFrameDecoderTest {
  private final WebSocketFrameDecoder decoder = new WebSocketFrameDecoder();

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 125, 126, 127, 65_535, 65_536, 65_548, 1 << 20, 16 << 20})
  void frameOfAnyLength_isItsPayload(int length) throws WebSocketException {
    byte[] payload = random(length);
    assertThat(decode(new ClientFrames().binary(payload).bytes(), 65_536)).isEqualTo(payload);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 8, 9, 64, 1000})
  void framesCutAnywhere_giveTheSameBytes(int block) throws WebSocketException {
    byte[] payload = random(1000);
    byte[] frames =
        new ClientFrames()
            .binary(Arrays.copyOf(payload, 126))
            .frame(0x02, Arrays.copyOfRange(payload, 126, 139))
            .frame(0x89, "are you there".getBytes(UTF_8))
            .frame(0x00)
            .frame(0x80, Arrays.copyOfRange(payload, 139, 1000))
            .frame(0x8A, (byte) 1)
            .bytes();
    assertThat(decode(frames, block)).isEqualTo(payload);
    assertThat(decoder.takePing()).isEqualTo("are you there".getBytes(UTF_8));
    assertThat(decoder.takePing()).isNull();
  }

  @Test
  void aBlock_isDecodedInPlaceAndItsNeighboursAreUntouched() throws WebSocketException {
    byte[] frames = new ClientFrames().binary((byte) 1, (byte) 2).binary((byte) 3).bytes();
    byte[] block = new byte[frames.length + 20];
    System.arraycopy(frames, 0, block, 10, frames.length);
    assertThat(decoder.decode(block, 10, 10 + frames.length)).isEqualTo(13);
    assertThat(Arrays.copyOfRange(block, 10, 13)).containsExactly(1, 2, 3);
    assertThat(Arrays.copyOf(block, 10)).containsOnly(0);
    assertThat(Arrays.copyOfRange(block, 10 + frames.length, block.length)).containsOnly(0);
  }

  @ParameterizedTest
  @CsvSource({
    // first byte, mask bit, length, bytes of extended length, close code
    "0xC2, 0x80, 1, 0, 1002",
    "0xA2, 0x80, 1, 0, 1002",
    "0x92, 0x80, 1, 0, 1002",
    "0x83, 0x80, 1, 0, 1002",
    "0x87, 0x80, 1, 0, 1002",
    "0x8B, 0x80, 1, 0, 1002",
    "0x8F, 0x80, 1, 0, 1002",
    "0x80, 0x80, 1, 0, 1002",
    "0x00, 0x80, 1, 0, 1002",
    "0x82, 0x00, 1, 0, 1002",
    "0x08, 0x80, 0, 0, 1002",
    "0x09, 0x80, 0, 0, 1002",
    "0x0A, 0x80, 0, 0, 1002",
    "0x88, 0x80, 126, 2, 1002",
    "0x89, 0x80, 126, 2, 1002",
    "0x89, 0x80, 65536, 8, 1002",
    "0x82, 0x80, 125, 2, 1002",
    "0x82, 0x80, 0, 2, 1002",
    "0x82, 0x80, 65535, 8, 1002",
    "0x82, 0x80, 1, 8, 1002",
    "0x82, 0x80, -1, 8, 1002",
    "0x82, 0x80, -9223372036854775808, 8, 1002",
    "0x82, 0x80, 16777217, 8, 1009",
    "0x82, 0x80, 9223372036854775807, 8, 1009",
    "0x81, 0x80, 1, 0, 1003",
    "0x01, 0x80, 1, 0, 1003",
    "0x81, 0x80, 100000, 8, 1003"
  })
  void headerThatIsNotAllowed_endsWithItsCode(
      String first, String mask, long length, int bytes, int code) {
    byte[] header =
        new ClientFrames()
            .header(Integer.decode(first), Integer.decode(mask), length, bytes)
            .bytes();
    assertThatExceptionOfType(WebSocketException.class)
        .isThrownBy(() -> decode(header, 1))
        .extracting(WebSocketException::closeCode)
        .isEqualTo(code);
  }

  @Test
  void messageWithinAMessage_isAProtocolError() {
    for (int first : new int[] {0x82, 0x02, 0x81}) {
      byte[] frames = new ClientFrames().frame(0x02, (byte) 1).frame(first, (byte) 2).bytes();
      assertThatExceptionOfType(WebSocketException.class)
          .isThrownBy(() -> decode(new WebSocketFrameDecoder(), frames, 1))
          .extracting(WebSocketException::closeCode)
          .isEqualTo(CloseCode.PROTOCOL_ERROR);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1014, 3000, 4999})
  void closeFrame_endsTheInputWithItsCode(int code) throws WebSocketException {
    byte[] frames =
        new ClientFrames()
            .binary((byte) 7)
            .frame(0x88, (byte) (code >> 8), (byte) code, (byte) 'b', (byte) 'y')
            .frame(0xFF, (byte) 9)
            .bytes();
    assertThat(decode(frames, 3)).containsExactly(7);
    assertThat(decoder.isClosed()).isTrue();
    assertThat(decoder.closeCode()).isEqualTo(code);
  }

  @Test
  void closeFrameWithoutACode_isTold() throws WebSocketException {
    assertThat(decode(new ClientFrames().frame(0x88).bytes(), 10)).isEmpty();
    assertThat(decoder.closeCode()).isEqualTo(CloseCode.NONE);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_535})
  void closeCodeThatIsNotForTheWire_isAProtocolError(int code) {
    byte[] frame = new ClientFrames().frame(0x88, (byte) (code >> 8), (byte) code).bytes();
    assertThatExceptionOfType(WebSocketException.class)
        .isThrownBy(() -> decode(frame, 1))
        .extracting(WebSocketException::closeCode)
        .isEqualTo(CloseCode.PROTOCOL_ERROR);
  }

  @Test
  void closeFrameOfOneByte_isAProtocolError() {
    assertThatExceptionOfType(WebSocketException.class)
        .isThrownBy(() -> decode(new ClientFrames().frame(0x88, (byte) 3).bytes(), 1))
        .extracting(WebSocketException::closeCode)
        .isEqualTo(CloseCode.PROTOCOL_ERROR);
  }

  @Test
  void closeReasonThatIsNotUtf8_is1007() {
    byte[] frame = new ClientFrames().frame(0x88, (byte) 3, (byte) 0xE8, (byte) 0xC0).bytes();
    assertThatExceptionOfType(WebSocketException.class)
        .isThrownBy(() -> decode(frame, 1))
        .extracting(WebSocketException::closeCode)
        .isEqualTo(CloseCode.INVALID_PAYLOAD);
  }

  @Test
  void manyPings_leaveOnlyTheLatest() throws WebSocketException {
    ClientFrames frames = new ClientFrames();
    for (int i = 0; i < 100; i++) {
      frames.frame(0x89, (byte) i);
    }
    decode(frames.bytes(), 4096);
    assertThat(decoder.takePing()).containsExactly(99);
  }

  private byte[] decode(byte[] frames, int block) throws WebSocketException {
    return decode(decoder, frames, block);
  }

  static byte[] decode(WebSocketFrameDecoder by, byte[] frames, int block)
      throws WebSocketException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int at = 0; at < frames.length; at += block) {
      byte[] part = Arrays.copyOfRange(frames, at, Math.min(frames.length, at + block));
      out.write(part, 0, by.decode(part, 0, part.length));
    }
    return out.toByteArray();
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}

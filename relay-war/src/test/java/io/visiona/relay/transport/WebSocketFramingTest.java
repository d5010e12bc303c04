package io.visiona.relay.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.visiona.relay.websocket.Frames;
import io.visiona.relay.websocket.WebSocketException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class WebSocketFramingTest {
  private static final String PING_A = "89" + "81" + "00000000" + "41";
  private static final String PING_B = "89" + "81" + "00000000" + "42";
  private static final String CLOSE_1001 = "88" + "82" + "00000000" + "03e9";
  private static final String DATA = "82" + "81" + "00000000" + "07";

  private final WebSocketFraming framing = new WebSocketFraming();

  @Test
  void latestPing_isAnsweredOnceBeforeTheNextBatch() throws WebSocketException {
    assertThat(framing.hasOwnOutput()).isFalse();
    decode(PING_A + PING_B);
    assertThat(framing.hasOwnOutput()).isTrue();
    assertThat(encoded(1)).isEqualTo("8a0142" + "820100");
    assertThat(framing.hasOwnOutput()).isFalse();
    assertThat(encoded(1)).isEqualTo("820100");
  }

  @Test
  void pongAlone_needsNoBatch() throws WebSocketException {
    decode(PING_A);
    assertThat(encoded(0)).isEqualTo("8a0141");
  }

  @Test
  void closeFrame_isSentBackAndEndsTheInput() throws WebSocketException {
    assertThat(decode(DATA + CLOSE_1001 + DATA)).isEqualTo(1);
    assertThat(framing.isEnded()).isTrue();
    assertThat(decode(DATA)).isZero();
    assertThat(hex(framing.lastWords())).isEqualTo("880203e9");
  }

  @Test
  void violation_endsItAndIsTold() {
    assertThatExceptionOfType(WebSocketException.class).isThrownBy(() -> decode("81810000000041"));
    assertThat(framing.isEnded()).isTrue();
    assertThat(hex(framing.lastWords())).isEqualTo("880203eb");
  }

  @Test
  void connectionThatWeEnd_endsNormally() {
    assertThat(hex(framing.lastWords())).isEqualTo("880203e8");
  }

  private int decode(String hex) throws WebSocketException {
    byte[] bytes = HexFormat.of().parseHex(hex);
    return framing.decode(bytes, 0, bytes.length);
  }

  private String encoded(int payload) {
    ByteBuffer batch = ByteBuffer.allocate(Frames.HEADROOM + payload).position(Frames.HEADROOM);
    framing.encode(batch);
    return hex(batch);
  }

  private static String hex(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}

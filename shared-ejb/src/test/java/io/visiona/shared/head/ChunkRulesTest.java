package io.visiona.shared.head;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChunkRulesTest {
  private static boolean whole(ChunkRules rules, String body) {
    return rules.accepts(ByteBuffer.wrap(body.getBytes(StandardCharsets.ISO_8859_1)));
  }

  private static boolean byteByByte(ChunkRules rules, String body) {
    for (byte b : body.getBytes(StandardCharsets.ISO_8859_1)) {
      if (!rules.accepts(ByteBuffer.wrap(new byte[] {b}))) {
        return false;
      }
    }
    return true;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0\r\n\r\n",
        "5\r\nab\r\nc\r\n0\r\n\r\n",
        "5;name=value;other=\"quoted\"\r\nabcde\r\n0;last\r\n\r\n",
        "0000000000000005\r\nabcde\r\n000\r\nX-Trailer: a b\r\nY:\r\n\r\n",
        "1A\r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\n\r\n"
      })
  void goodChunks_pass_andTheirEndIsSeen_howeverTheyCome(String body) {
    ChunkRules rules = new ChunkRules();
    assertThat(whole(rules, body + "GET / HTTP/1.1\nwhat follows is not looked at")).isTrue();
    assertThat(rules.isOver()).isTrue();
    ChunkRules slow = new ChunkRules();
    assertThat(byteByByte(slow, body)).isTrue();
    assertThat(slow.isOver()).isTrue();
    ChunkRules cut = new ChunkRules();
    assertThat(whole(cut, body.substring(0, body.length() - 1))).isTrue();
    assertThat(cut.isOver()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5\nabcde\r\n0\r\n\r\n",
        "5;x\nabcde\r\n0\r\n\r\n",
        "5;x=\ry\r\nabcde\r\n",
        "5\r\nabcde\n0\r\n\r\n",
        "5\r\nabcdef\r\n0\r\n\r\n",
        " 5\r\nabcde\r\n",
        "5 \r\nabcde\r\n",
        "5\t;x\r\nabcde\r\n",
        "5; x\r\nabcde\r\n",
        "\r\n",
        ";x\r\n",
        "zz\r\n",
        "+5\r\n",
        "-5\r\n",
        "0x5\r\n",
        "80000000\r\n",
        "ffffffffffffffff\r\n",
        "00000000000000000",
        "0\r\n\n",
        "0\r\nX: a\n\r\n",
        "0\r\nX: a\r\n b\r\n\r\n",
        "0\r\n: a\r\n\r\n",
        "0\r\nX: a\u0000\r\n\r\n",
        "5\u0000\r\n"
      })
  void badChunks_areRefused_atOnceAndForGood(String body) {
    ChunkRules rules = new ChunkRules();
    assertThat(whole(rules, body)).isFalse();
    assertThat(whole(rules, "0\r\n\r\n")).isFalse();
    assertThat(byteByByte(new ChunkRules(), body)).isFalse();
  }

  @Test
  void extensionsAndTrailers_areBounded() {
    assertThat(whole(new ChunkRules(), "5;" + "x".repeat(256) + "\r\n")).isTrue();
    assertThat(whole(new ChunkRules(), "5;" + "x".repeat(257))).isFalse();
    assertThat(whole(new ChunkRules(), "0\r\nX:" + "x".repeat(8190) + "\r\n\r\n")).isTrue();
    assertThat(whole(new ChunkRules(), "0\r\n" + "X: y\r\n".repeat(3000))).isFalse();
  }
}

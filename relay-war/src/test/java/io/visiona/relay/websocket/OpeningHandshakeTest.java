package io.visiona.relay.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OpeningHandshakeTest {
  private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

  @Test
  void keyOfTheRfc_isAnsweredAsInTheRfc() {
    assertThat(of("13", KEY))
        .isEqualTo(new OpeningHandshake.Accepted("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", null));
  }

  @Test
  void firstSubprotocolThatIsOffered_isTaken() {
    assertThat(OpeningHandshake.of(List.of("13"), List.of(KEY), List.of("yamux, other", "third")))
        .isEqualTo(new OpeningHandshake.Accepted("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", "yamux"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a,,b", "", "a b", "a\u0001"})
  void subprotocolThatIsNoToken_isMalformed(String offered) {
    assertThat(OpeningHandshake.of(List.of("13"), List.of(KEY), List.of(offered)))
        .isEqualTo(new OpeningHandshake.Malformed());
  }

  @ParameterizedTest
  @ValueSource(strings = {"8", "14", "", "thirteen", "13, 8"})
  void otherVersion_isToldApart(String version) {
    assertThat(of(version, KEY)).isEqualTo(new OpeningHandshake.OtherVersion());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "dGhlIHNhbXBsZSBub25jZQ",
        "dGhlIHNhbXBsZSBub25jZR==",
        "dGhlIHNhbXBsZSBub25jZSE=",
        "dGhlIHNhbXBsZSBub25j*Q==",
        "dGhlIHNhbXBsZQ=="
      })
  void keyThatIsNot16Bytes_isMalformed(String key) {
    assertThat(of("13", key)).isEqualTo(new OpeningHandshake.Malformed());
  }

  @Test
  void missingOrRepeatedHeaders_areMalformed() {
    OpeningHandshake malformed = new OpeningHandshake.Malformed();
    assertThat(OpeningHandshake.of(List.of(), List.of(KEY), List.of())).isEqualTo(malformed);
    assertThat(OpeningHandshake.of(List.of("13"), List.of(), List.of())).isEqualTo(malformed);
    assertThat(OpeningHandshake.of(List.of("13"), List.of(KEY, KEY), List.of()))
        .isEqualTo(malformed);
    assertThat(OpeningHandshake.of(List.of("13", "13"), List.of(KEY), List.of()))
        .isEqualTo(malformed);
  }

  private static OpeningHandshake of(String version, String key) {
    return OpeningHandshake.of(List.of(version), List.of(key), List.of());
  }
}

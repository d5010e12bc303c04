package io.visiona.shared.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HopByHopTest {
  @Test
  void fieldsOfTheConnection_andThoseItNames_areDropped() {
    List<Field> kept =
        HopByHop.strip(
            List.of(
                new Field("connection", "keep-alive, X-Private"),
                new Field("Connection", "x-other"),
                new Field("Keep-Alive", "timeout=5"),
                new Field("TE", "trailers"),
                new Field("Transfer-Encoding", "chunked"),
                new Field("UPGRADE", "h2c"),
                new Field("Proxy-Authorization", "Basic eDp5"),
                new Field("Trailer", "X"),
                new Field("x-private", "1"),
                new Field("X-Other", "2"),
                new Field("X-Kept", "3")));

    assertThat(kept).containsExactly(new Field("X-Kept", "3"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nX-Injected: 1", "a\nb", "a\rb", "a\0b", "a\u007fb"})
  void valuesThatEndTheField_areNotSent(String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RequestHead("GET", "/", List.of(new Field("X-A", value))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "/a b", "/a\r\n", "/\u0100", "/\u007f", "http://x/"})
  void targetsThatEndTheLine_areNotSent(String target) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RequestHead("GET", target, List.of()));
  }

  @Test
  void bytesBeyondAsciiInATarget_areSentAsTheyAre() {
    byte[] sent =
        new RequestHead("GET", "/\u00c3\u0080\u009f\u00ff", List.of()).encode(new byte[0]);
    assertThat(new String(sent, StandardCharsets.ISO_8859_1))
        .startsWith("GET /\u00c3\u0080\u009f\u00ff HTTP/1.1\r\n");
  }
}

package io.visiona.agent.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TunnelAddressTest {
  @ParameterizedTest
  @CsvSource({
    "ws://127.0.0.1:3800/tunnel/connect, http://127.0.0.1:3800/tunnel/connect",
    "http://127.0.0.1:3800, http://127.0.0.1:3800/tunnel/connect",
    "wss://r.example/, https://r.example/tunnel/connect",
    "https://r.example:444/x, https://r.example:444/x",
    "http://[::1]:3800, http://[::1]:3800/tunnel/connect"
  })
  void url_isReadWithWhateverSchemeItHas(String url, String address) {
    assertThat(TunnelAddress.parse(url)).hasToString(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "relay",
        "ftp://x",
        "http://",
        "http://u:p@x/",
        "http://x/?token=1",
        "http://x:0",
        "http://x y"
      })
  void url_thatIsNoTunnelUrl_isRefused(String url) {
    assertThatThrownBy(() -> TunnelAddress.parse(url)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:1, false", "http://localhost:1, false", "http://[::1]:1, false",
    "https://relay.example, false", "http://relay.example, true", "ws://10.0.0.1, true",
    "http://127.0.0.1.example, true"
  })
  void credential_isExposedByPlainHttpToAnotherMachine(String url, boolean exposed) {
    assertThat(TunnelAddress.parse(url).isExposed()).isEqualTo(exposed);
  }

  @Test
  void token_hidesItselfAndRefusesWhatWouldBreakOutOfAHeader() {
    assertThat(new SessionToken("0123456789abcdef")).hasToString("***");
    assertThatThrownBy(() -> new SessionToken("0123456789abcdef\r\nX: y"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("0123");
  }
}

package io.visiona.api.forward;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentCookiesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "visiona_session=x; Path=/",
        "VISIONA_SESSION=x",
        "__Host-visiona_session=x; Secure; Path=/",
        "__Secure-visiona=x",
        "__host-Visiona=x",
        " visiona_session =x",
        "visiona",
        "__Host-other=x; Secure; Path=/",
        "=x",
        "novalue"
      })
  void cookieThatCouldPassForOurs_isDropped(String setCookie) {
    assertThat(AgentCookies.toCaller(setCookie, "/p")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a=b                                  | a=b; Path=/p",
        "a=b; Path=/                          | a=b; Path=/p",
        "a=b; path=/deep; HttpOnly            | a=b; HttpOnly; Path=/p/deep",
        "a=b; Domain=example.test; Max-Age=5  | a=b; Max-Age=5; Path=/p",
        "a=b; Path=/../..; DOMAIN=x; Secure   | a=b; Secure; Path=/p",
        "a=b; Path=relative                   | a=b; Path=/p"
      })
  void otherCookies_areConfinedToTheAgent(String setCookie, String expected) {
    assertThat(AgentCookies.toCaller(setCookie, "/p")).contains(expected);
  }

  @Test
  void oversizedCookie_isDropped() {
    assertThat(AgentCookies.toCaller("a=" + "b".repeat(5000), "/p")).isEmpty();
  }
}

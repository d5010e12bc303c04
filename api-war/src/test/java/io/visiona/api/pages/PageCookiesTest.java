package io.visiona.api.pages;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PageCookiesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a=b                                                  | a=b",
        "a=b; Path=/deep; HttpOnly; Secure; SameSite=Strict   | a=b; Path=/deep; HttpOnly; Secure; SameSite=Strict",
        "a=b; Domain=boxes.example; Path=/                    | a=b; Path=/",
        "a=b; DOMAIN = .boxes.example ;Max-Age=5              | a=b; Max-Age=5",
        "a=b; domain                                          | a=b",
        "__Host-own=b; Secure; Path=/                         | __Host-own=b; Secure; Path=/",
        "a=b; domainlike=1                                    | a=b; domainlike=1"
      })
  void cookie_staysWithItsHost_andIsOtherwiseAsItWas(String given, String expected) {
    assertThat(PageCookies.toClient(given)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "__Host-visiona_page=x; Secure; Path=/",
        "__Host-visiona_browser=x; Secure; Path=/",
        "visiona_session=x",
        "VISIONA=x",
        "=__Host-visiona_page=x; Secure; Path=/"
      })
  void cookieThatCouldPassForOurs_isDropped(String given) {
    assertThat(PageCookies.toClient(given)).isEmpty();
  }
}

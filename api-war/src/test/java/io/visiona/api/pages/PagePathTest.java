package io.visiona.api.pages;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PagePathTest {

  @ParameterizedTest
  @ValueSource(strings = {"/", "/a?b=c%20d", "//a", "/.visionary"})
  void pathOfThePage_isKept(String path) {
    assertThat(PagePath.sanitise(path)).isEqualTo(path);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "a",
        "@evil.example/",
        ".evil.example/",
        "https://evil.example/",
        "/a b",
        "/a\r\nSet-Cookie: x=y",
        "/\\evil",
        "/\u00e9",
        "/.visiona",
        "/.visiona/start?to=/",
        "/.visiona?x"
      })
  void whateverElse_isTheBeginningOfThePage(String path) {
    assertThat(PagePath.sanitise(path)).isEqualTo("/");
  }

  @Test
  void longPath_isTheBeginningOfThePage() {
    assertThat(PagePath.sanitise("/" + "a".repeat(2000))).isEqualTo("/");
  }
}

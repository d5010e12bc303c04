package io.visiona.api.forward;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardTargetTest {
  private static final String AGENT = "/api/agents/0a1b2c3d-0000-4000-8000-00000000000f";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/..",
        "/../x",
        "/a/..",
        "/a/./b",
        "/%2e%2e/x",
        "/.%2E/x",
        "/a%2f..%2fb",
        "/a%5c..%5cb",
        "/a\\b",
        "/..;x/y",
        "/%2e;a=b/y",
        "/a%00b",
        "/a%0d%0ab",
        "/a%7f",
        "/a%",
        "/a%2",
        "/a%zz",
        "/a b",
        "/a\tb",
        "/a#b"
      })
  void ambiguousPath_isRefused(String below) {
    assertThat(ForwardTarget.isAmbiguous(AGENT + "/proxy" + below)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/a.b/..c/d..",
        "/a%20b",
        "/a%2Fb",
        "/a;b=c/d",
        "/~x/(y)/[z]",
        "/%E4%BD%A0",
        "/\u00fc"
      })
  void ordinaryPath_isNot(String below) {
    assertThat(ForwardTarget.isAmbiguous(AGENT + "/proxy" + below)).isFalse();
  }
}

package io.visiona.shared.head;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PathRulesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/a/../b",
        "/..",
        "/.",
        "/a/.",
        "/a/%2e%2e/b",
        "/a/.%2E/b",
        "/a/..;x/b",
        "/a/..%2fb",
        "/a%2f..%2fb",
        "/a%5c..%5cb",
        "/a\\b",
        "/a#b",
        "/a b",
        "/a\u0001b",
        "/a\u007fb"
      })
  void pathThatLeadsElsewhere_isServedNowhere(String path) {
    assertThat(PathRules.isAmbiguous(path, true)).isTrue();
    assertThat(PathRules.isAmbiguous(path, false)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a%2Fb", "/a%2eb", "/a%5Cb", "/a%23b"})
  void encodedSeparator_isForWhoeverItIsForwardedTo(String path) {
    assertThat(PathRules.isAmbiguous(path, true)).isFalse();
    assertThat(PathRules.isAmbiguous(path, false)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "*", "/a/b", "/a.b/.well-known/..x", "/%41", "/a;b=c", "/a\u00e4", "/a%zz"})
  void otherPaths_areServed(String path) {
    assertThat(PathRules.isAmbiguous(path, true)).isFalse();
    assertThat(PathRules.isAmbiguous(path, false)).isFalse();
  }

  @Test
  void originForm_isWhatFollowsTheAuthority() {
    assertThat(RawTarget.originForm("/a?b")).isEqualTo("/a?b");
    assertThat(RawTarget.originForm("/a?")).isEqualTo("/a?");
    assertThat(RawTarget.originForm("http://h:80/a?x=http://y/z")).isEqualTo("/a?x=http://y/z");
    assertThat(RawTarget.originForm("http://h?b")).isEqualTo("/?b");
    assertThat(RawTarget.originForm("http://h")).isEqualTo("/");
    assertThat(RawTarget.originForm("*")).isEqualTo("*");
  }
}

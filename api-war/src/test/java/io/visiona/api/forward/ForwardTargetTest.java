package io.visiona.api.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardTargetTest {
  private static final String AGENT = "/api/agents/0a1b2c3d-0000-4000-8000-00000000000f";

  @ParameterizedTest
  @CsvSource({
    "/proxy,                 /",
    "/proxy/,                /",
    "/proxy/a/b,             /a/b",
    "/proxy/a%2Fb%20c,       /a%2Fb%20c",
    "/proxy//a//,            //a//",
    "/proxy/a;v=1/b,         /a;v=1/b",
    "/proxy/proxy/x,         /proxy/x"
  })
  void pathBehindTheTemplate_reachesTheAgentUnchanged(String below, String expected) {
    ForwardTarget target = Objects.requireNonNull(ForwardTarget.of("GET", AGENT + below, null));

    assertThat(target.target()).isEqualTo(expected);
    assertThat(target.agent()).isEqualTo(UUID.fromString(AGENT.substring(ForwardTarget.PREFIX.length())));
  }

  @Test
  void query_reachesTheAgentUnchanged() {
    ForwardTarget target =
        Objects.requireNonNull(ForwardTarget.of("POST", AGENT + "/proxy/x", "a=%2F+b&&c=?"));

    assertThat(target.target()).isEqualTo("/x?a=%2F+b&&c=?");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/agents",
        "/api/agents/",
        "/api/agents/not-an-id/proxy/x",
        AGENT,
        AGENT + "/session",
        AGENT + "/proxyx",
        "/api//agents/0a1b2c3d-0000-4000-8000-00000000000f/proxy/x",
        "/API/agents/0a1b2c3d-0000-4000-8000-00000000000f/proxy/x"
      })
  void everythingElse_isNotForwarded(String path) {
    assertThat(ForwardTarget.of("GET", path, null)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/..", "/../x", "/a/..", "/a/./b", "/%2e%2e/x", "/.%2E/x", "/a%2f..%2fb", "/a%5c..%5cb", "/a\\b", "/..;x/y", "/%2e;a=b/y",
        "/a%00b", "/a%0d%0ab", "/a%7f", "/a%", "/a%2", "/a%zz", "/a b", "/a\tb", "/\u00fc", "/a#b"
      })
  void ambiguousPath_isRefused(String below) {
    assertThat(ForwardTarget.isAmbiguous(AGENT + "/proxy" + below)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/a.b/..c/d..", "/a%20b", "/a%2Fb", "/a;b=c/d", "/~x/(y)/[z]", "/%E4%BD%A0"})
  void ordinaryPath_isNot(String below) {
    assertThat(ForwardTarget.isAmbiguous(AGENT + "/proxy" + below)).isFalse();
  }
}

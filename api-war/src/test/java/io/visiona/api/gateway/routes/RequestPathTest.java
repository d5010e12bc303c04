package io.visiona.api.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestPathTest {

  @ParameterizedTest
  @CsvSource({
    "/gateway,/",
    "/gateway/,/",
    "/gateway/api/x,/api/x",
    "/gateway/api/x/,/api/x/",
    "/gateway/a.b/..c/d..,/a.b/..c/d..",
    "/gateway/...,/...",
    "/gateway/%61pi,/api",
    "/gateway/%7e%7E,/~~",
    "/gateway/%c3%a4%2b+,/%C3%A4%2B+",
    "/gateway/%20,/%20",
    "/gateway/100%25,/100%25",
    "/gateway/%25zz,/%25zz",
    "/gateway/a:b@c!$&'()*=,/a:b@c!$&'()*="
  })
  void plainPaths_haveOneSpelling(String raw, String normal) {
    assertThat(RequestPath.of(raw.replace("''", "'")))
        .map(RequestPath::path)
        .contains(normal.replace("''", "'"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/gateway/..", "/gateway/.", "/gateway/a/../b", "/gateway/a/./b", "/gateway/%2e",
            "/gateway/%2E%2e/b", "/gateway/.%2e", "/gateway/a%2fb", "/gateway/a%2Fb",
        "/gateway/a%5cb", "/gateway/a\\b", "/gateway/a;b", "/gateway/a%3Bb", "/gateway//",
            "/gateway//a", "/gateway/a//b", "/gateway/%00", "/gateway/%1f",
        "/gateway/%7f", "/gateway/%0d%0a", "/gateway/%", "/gateway/%2", "/gateway/%zz",
            "/gateway/%252e%252e", "/gateway/%252f", "/gateway/%255c", "/gateway/%2500",
        "/gateway/%25252e", "/gateway/a b", "/gateway/a\tb", "/gateway/\u00e4", "/gateway/a#b",
            "/gateway;x", "/gateway\\x", "/gateway%2fx", "/other"
      })
  void whatServersCouldReadDifferently_isNone(String raw) {
    assertThat(RequestPath.of(raw)).isEmpty();
  }

  @Test
  void prefix_isComparedUndecoded() {
    assertThat(RequestPath.isOurs("/gateway")).isTrue();
    assertThat(RequestPath.isOurs("/gateway/x")).isTrue();
    assertThat(RequestPath.isOurs("/gateway;x")).as("refused as ambiguous").isTrue();
    assertThat(RequestPath.isOurs("/gatewayx")).isFalse();
    assertThat(RequestPath.isOurs("/%67ateway/x")).isFalse();
    assertThat(RequestPath.isOurs("/Gateway/x")).isFalse();
    assertThat(RequestPath.isOurs("//gateway/x")).isFalse();
  }
}

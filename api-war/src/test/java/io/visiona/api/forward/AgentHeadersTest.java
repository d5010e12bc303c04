package io.visiona.api.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.api.proxy.HeaderRule;
import io.visiona.api.proxy.HeaderRule.Action;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentHeadersTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Accel-Redirect",
        "X-Sendfile",
        "X-Accel-Buffering",
        "Surrogate-Control",
        "CDN-Cache-Control",
        "Accept-CH",
        "Critical-CH",
        "Set-Login",
        "Sec-Session-Registration",
        "Use-As-Dictionary",
        "Speculation-Rules",
        "Activate-Storage-Access",
        "WWW-Authenticate",
        "Access-Control-Allow-Origin",
        "Strict-Transport-Security",
        "Refresh",
        "X-Anything"
      })
  void whatCommandsOthers_doesNotComeFromAnAgent(String name) {
    assertThat(AgentHeaders.RESPONSE.action(name)).isEqualTo(Action.DROP);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Type",
        "ETag",
        "Content-Range",
        "Link",
        "Sec-WebSocket-Accept",
        "X-Frame-Timestamp"
      })
  void whatPagesNeed_passes(String name) {
    assertThat(AgentHeaders.RESPONSE.action(name)).isEqualTo(Action.PASS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization",
        "author_ization",
        "X_Forwarded.For",
        "X-Original-URL",
        "X_Original_Url",
        "X-Rewrite-URL",
        "X-HTTP-Method-Override",
        "Proxy",
        "X-Client-IP",
        "True-Client-IP",
        "Transfer_Encoding"
      })
  void whatServersMisread_doesNotReachAnAgent(String name) {
    assertThat(AgentHeaders.REQUEST.action(name)).isEqualTo(Action.DROP);
  }

  @Test
  void everyRow_saysWhy() {
    assertThat(AgentHeaders.REQUEST.rules())
        .extracting(HeaderRule::reason)
        .allSatisfy(reason -> assertThat(reason).hasSizeGreaterThan(10));
  }
}

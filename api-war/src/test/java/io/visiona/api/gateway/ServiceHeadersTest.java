package io.visiona.api.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.api.proxy.HeaderRule;
import io.visiona.shared.exchange.Field;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ServiceHeadersTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Accel-Redirect",
        "X-Accel-Expires",
        "X-Sendfile",
        "X-Sendfile-Type",
        "X-LiteSpeed-Location",
        "Surrogate-Control",
        "CDN-Cache-Control",
        "Cloudflare-CDN-Cache-Control",
        "Edge-Control",
        "Akamai-Cache-Status",
        "Accept-CH",
        "Critical-CH",
        "Set-Login",
        "Sec-Session-Registration",
        "Use-As-Dictionary",
        "Speculation-Rules",
        "Activate-Storage-Access",
        "Clear-Site-Data",
        "Strict-Transport-Security",
        "Access-Control-Allow-Origin"
      })
  void whatCommandsProxies_orCountsForTheWholeOrigin_doesNotComeFromAService(String name) {
    assertThat(ServiceHeaders.passes(new Field(name, "x"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Remote-User",
        "REMOTE_USER",
        "X-Remote-User",
        "X-WebAuth-User",
        "X-Authenticated-Groups",
        "Proxy",
        "True-Client-IP",
        "X-Client-IP",
        "X-Original-URL",
        "X-Rewrite-URL"
      })
  void whatServersBelieveOfWhoIsInFront_doesNotComeFromACaller(String name) {
    assertThat(ServiceHeaders.REQUEST.action(name)).isEqualTo(HeaderRule.Action.DROP);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Basic realm=\"x\"", "basic", "Bearer, Digest realm=\"x\"", "NTLM", " Negotiate"})
  void challengeThatMakesBrowsersAskForAPassword_doesNotPass(String challenge) {
    assertThat(ServiceHeaders.passes(new Field("WWW-Authenticate", challenge))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer realm=\"basic\"", "Bearer", "DPoP algs=\"ES256\""})
  void otherChallenges_pass(String challenge) {
    assertThat(ServiceHeaders.passes(new Field("WWW-Authenticate", challenge))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Type", "ETag", "Location", "Cache-Control", "X-Anything"})
  void whatServicesSay_passes(String name) {
    assertThat(ServiceHeaders.passes(new Field(name, "x"))).isTrue();
  }
}

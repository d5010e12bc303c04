package io.visiona.tests.signin;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.tests.signin.Sites.Confidential;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What our client says to the provider, as either kind of client. */
@OnSites
final class TokenRequestIT {

  @Test
  void publicClient_namesItselfInTheBody_withoutTraceOfASecret(Site site) {
    Browser browser = site.browser();
    Tab tab = browser.open("/");
    assertThat(site.finish(browser, tab).statusCode()).isEqualTo(302);

    TokenCall call = site.provider().tokenCalls.getFirst();
    assertThat(call.authorization()).isEmpty();
    assertThat(call.form())
        .containsOnlyKeys("grant_type", "code", "redirect_uri", "code_verifier", "client_id");
    assertThat(call.field("client_id")).contains(ScriptedProvider.CLIENT);
    assertThat(call.field("redirect_uri")).contains(site.publicUrl() + "/api/auth/callback");
  }

  @Test
  void confidentialClient_authenticatesInTheHeaderOnly(@Confidential Site site) {
    Browser browser = site.browser();
    Tab tab = browser.open("/");
    assertThat(site.finish(browser, tab).statusCode()).isEqualTo(302);

    TokenCall call = site.provider().tokenCalls.getFirst();
    assertThat(call.authorization()).singleElement().asString().startsWith("Basic ");
    assertThat(call.form()).containsOnlyKeys("grant_type", "code", "redirect_uri", "code_verifier");
    assertThat(call.field("redirect_uri")).contains("https://app.example.test/api/auth/callback");
  }

  @Test
  void authorizationRequest_alwaysCarriesStateNonceAndPkce(
      Site site, @Confidential Site confidential) {
    for (Site each : new Site[] {site, confidential}) {
      Map<String, String> one = each.browser().open("/").request();
      Map<String, String> other = each.browser().open("/").request();
      assertThat(one)
          .containsEntry("response_type", "code")
          .containsEntry("code_challenge_method", "S256");
      for (String random : new String[] {"state", "nonce", "code_challenge"}) {
        assertThat(one.get(random)).hasSizeGreaterThanOrEqualTo(22).isNotEqualTo(other.get(random));
      }
      assertThat(one).doesNotContainKeys("client_secret", "code_verifier");
    }
  }
}

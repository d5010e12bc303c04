package io.visiona.api.identity.signin;

import static io.visiona.api.identity.signin.SignInWorld.NOTHING;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import io.visiona.api.identity.signin.CallbackOutcome.SignedIn;
import io.visiona.api.identity.signin.SignInWorld.Tab;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The token request of both client kinds, to the letter. */
class TokenRequestTest {
  private static final String REDIRECT = "http://127.0.0.1:3721/api/auth/callback";

  @Test
  void publicClient_namesItselfInTheBodyAndCarriesNoTraceOfASecret() {
    try (SignInWorld world = new SignInWorld()) {
      Tab tab = world.open(NOTHING);
      assertThat(world.finish(tab)).isInstanceOf(SignedIn.class);

      assertThat(world.provider.authorizations).as("no Authorization header").isEmpty();
      Map<String, List<String>> form = world.provider.forms.getFirst();
      assertThat(form)
          .containsOnlyKeys("grant_type", "code", "redirect_uri", "client_id", "code_verifier")
          .containsEntry("grant_type", List.of("authorization_code"))
          .containsEntry("code", List.of("code-1"))
          .containsEntry("redirect_uri", List.of(REDIRECT))
          .containsEntry("client_id", List.of("visiona"));
      assertThat(challenge(form)).isEqualTo(tab.request().get("code_challenge"));
    }
  }

  @Test
  void publicClient_staysSoWhateverTheProviderTakes() {
    try (SignInWorld world = new SignInWorld()) {
      world.provider.metadata.put(
          "token_endpoint_auth_methods_supported", List.of("client_secret_post"));
      world.finish(world.open(NOTHING));

      assertThat(world.provider.authorizations).isEmpty();
      assertThat(world.provider.forms.getFirst()).doesNotContainKey("client_secret");
    }
  }

  @Test
  void confidentialClient_authenticatesByBasicInFormEncoding_andStillUsesPkce() {
    try (SignInWorld world = new SignInWorld(ScriptedProvider.SECRET)) {
      Tab tab = world.open(NOTHING);
      assertThat(world.finish(tab)).isInstanceOf(SignedIn.class);

      assertThat(world.provider.authorizations)
          .containsExactly(basic("visiona:a-secret%3Awith%2Fodd+characters%25"));
      Map<String, List<String>> form = world.provider.forms.getFirst();
      assertThat(form).containsOnlyKeys("grant_type", "code", "redirect_uri", "code_verifier");
      assertThat(challenge(form)).isEqualTo(tab.request().get("code_challenge"));
    }
  }

  @Test
  void confidentialClient_usesTheBodyWhereTheProviderTakesTheSecretThereOnly() {
    try (SignInWorld world = new SignInWorld(ScriptedProvider.SECRET)) {
      world.provider.metadata.put(
          "token_endpoint_auth_methods_supported",
          List.of("client_secret_post", "private_key_jwt"));
      assertThat(world.finish(world.open(NOTHING))).isInstanceOf(SignedIn.class);

      assertThat(world.provider.authorizations).isEmpty();
      assertThat(world.provider.forms.getFirst())
          .containsEntry("client_id", List.of("visiona"))
          .containsEntry("client_secret", List.of(ScriptedProvider.SECRET))
          .containsKey("code_verifier");
    }
  }

  @Test
  void confidentialClient_prefersBasic() {
    try (SignInWorld world = new SignInWorld(ScriptedProvider.SECRET)) {
      world.provider.metadata.put(
          "token_endpoint_auth_methods_supported",
          List.of("client_secret_post", "client_secret_basic"));
      world.finish(world.open(NOTHING));

      assertThat(world.provider.authorizations).hasSize(1);
      assertThat(world.provider.forms.getFirst()).doesNotContainKeys("client_secret", "client_id");
    }
  }

  private static String challenge(Map<String, List<String>> form) {
    CodeVerifier verifier =
        new CodeVerifier(form.getOrDefault("code_verifier", List.of()).getFirst());
    return CodeChallenge.compute(CodeChallengeMethod.S256, verifier).getValue();
  }

  private static String basic(String credentials) {
    return "Basic "
        + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
  }
}

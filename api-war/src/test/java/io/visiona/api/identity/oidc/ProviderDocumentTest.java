package io.visiona.api.identity.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import io.visiona.shared.config.Secret;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProviderDocumentTest {
  private static final OidcConfig CONFIG =
      new OidcConfig(
          "https://id.example.test",
          "visiona",
          new Secret(""),
          "openid",
          Duration.ofSeconds(1),
          Duration.ofSeconds(30),
          true);

  private static final String NEEDED =
      "\"issuer\":\"https://id.example.test\",\"jwks_uri\":\"https://id.example.test/keys\","
          + "\"authorization_endpoint\":\"https://id.example.test/authorize\","
          + "\"token_endpoint\":\"https://id.example.test/token\"";

  private static ProviderDocument read(String members) throws RefusedDocument {
    return ProviderDocument.read("{" + NEEDED + members + "}", CONFIG);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",\"service_documentation\":\"\"",
        ",\"op_policy_uri\":\"/policy\"",
        ",\"op_tos_uri\":7",
        ",\"end_session_endpoint\":\"no URL\"",
        ",\"end_session_endpoint\":\"\"",
        ",\"end_session_endpoint\":[]",
        ",\"end_session_endpoint\":\"javascript:alert(1)\"",
        ",\"claims_parameter_supported\":\"true\"",
        ",\"request_parameter_supported\":\"true\"",
        ",\"authorization_response_iss_parameter_supported\":\"true\"",
        ",\"prompt_values_supported\":[\"teleport\"]",
        ",\"subject_types_supported\":null",
        ",\"token_endpoint_auth_signing_alg_values_supported\":[\"none\",7]",
        ",\"token_endpoint_auth_methods_supported\":\"client_secret_post\"",
        ",\"scopes_supported\":[7]",
        ",\"mtls_endpoint_aliases\":[]"
      })
  void whatIsNotUsed_mayBeAnything(String odd) throws RefusedDocument {
    ProviderDocument read = read(odd);
    assertThat(read.tokenEndpoint()).hasToString("https://id.example.test/token");
    assertThat(read.endSession()).isEmpty();
    assertThat(read.saysIssuer()).isFalse();
    assertThat(read.secretInBodyOnly()).isFalse();
    assertThat(read.algorithms()).containsExactly(JWSAlgorithm.RS256);
  }

  @Test
  void whatIsUsed_isRead() throws RefusedDocument {
    ProviderDocument read =
        ProviderDocument.read(
            "\ufeff{"
                + NEEDED
                + ",\"end_session_endpoint\":\"https://id.example.test/out\","
                + "\"authorization_response_iss_parameter_supported\":true,"
                + "\"token_endpoint_auth_methods_supported\":[\"client_secret_post\"],"
                + "\"id_token_signing_alg_values_supported\":[\"ES256\",\"none\",7,\"HS256\"]}",
            CONFIG);
    assertThat(read.endSession()).hasValueSatisfying(out -> assertThat(out).hasPath("/out"));
    assertThat(read.saysIssuer()).isTrue();
    assertThat(read.secretInBodyOnly()).isTrue();
    assertThat(read.algorithms()).containsExactly(JWSAlgorithm.ES256);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "[]",
        "",
        "{\"issuer\":\"https://id.example.test\"}",
        "{" + NEEDED + ",\"id_token_signing_alg_values_supported\":[\"HS256\"]}",
        "{" + NEEDED + ",\"id_token_signing_alg_values_supported\":\"RS256\"}"
      })
  void whatIsNeededAndMissing_isRefused(String json) {
    assertThatThrownBy(() -> ProviderDocument.read(json, CONFIG))
        .isInstanceOf(RefusedDocument.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"jwks_uri\":\"http://id.example.test/keys\"",
        "\"jwks_uri\":\"/keys\"",
        "\"jwks_uri\":7",
        "\"token_endpoint\":\"\"",
        "\"authorization_endpoint\":null"
      })
  void endpointThatIsNoHttpsAddress_isRefused(String other) {
    String name = other.substring(0, other.indexOf(':'));
    String json = "{" + NEEDED.replaceFirst(name + ":\"[^\"]*\"", other) + "}";
    assertThatThrownBy(() -> ProviderDocument.read(json, CONFIG))
        .isInstanceOfSatisfying(
            RefusedDocument.class, refused -> assertThat(refused.isForeign()).isFalse());
  }

  @Test
  void anotherIssuer_isForeign() {
    String json =
        "{" + NEEDED.replace("\"https://id.example.test\"", "\"https://id.example.test/\"") + "}";
    assertThatThrownBy(() -> ProviderDocument.read(json, CONFIG))
        .isInstanceOfSatisfying(
            RefusedDocument.class, refused -> assertThat(refused.isForeign()).isTrue());
  }
}

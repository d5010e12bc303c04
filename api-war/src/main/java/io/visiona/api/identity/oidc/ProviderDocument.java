package io.visiona.api.identity.oidc;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.net.URI;
import java.net.URISyntaxException;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is used of a discovery document (OpenID Connect Discovery 1.0 section 3). That is read
 * strictly; the many fields nobody here looks at may say what they like.
 *
 * @param endSession the provider's page for signing out, if it has one that is an address
 * @param saysIssuer whether its authorization responses name it (RFC 9207)
 * @param algorithms what it signs ID tokens with and we allow; never empty
 * @param secretInBodyOnly whether its token endpoint takes the client's secret in the body alone
 */
record ProviderDocument(
    URI authorizationEndpoint,
    URI tokenEndpoint,
    URI keySet,
    Optional<URI> endSession,
    boolean saysIssuer,
    Set<JWSAlgorithm> algorithms,
    boolean secretInBodyOnly) {
  /**
   * Signature algorithms an ID token may have: asymmetric, so that the client's secret can never
   * forge one.
   */
  static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256, JWSAlgorithm.ES256);

  private static final String BYTE_ORDER_MARK = "\ufeff";

  /** Reads a document of {@code config}'s issuer; anything wrong is a {@link RefusedDocument}. */
  static ProviderDocument read(String json, OidcConfig config) throws RefusedDocument {
    Map<String, Object> fields = parse(json);
    if (!config.issuer().equals(fields.get("issuer"))) {
      throw new RefusedDocument("its issuer is not the configured one", true);
    }
    Set<JWSAlgorithm> algorithms = algorithms(fields);
    if (algorithms.isEmpty()) {
      throw new RefusedDocument("it signs with no algorithm that is allowed here", false);
    }
    List<String> methods = texts(fields.get("token_endpoint_auth_methods_supported"));
    return new ProviderDocument(
        needed(fields, "authorization_endpoint", config),
        needed(fields, "token_endpoint", config),
        needed(fields, "jwks_uri", config),
        address(fields, "end_session_endpoint", config),
        Boolean.TRUE.equals(fields.get("authorization_response_iss_parameter_supported")),
        algorithms,
        methods.contains("client_secret_post") && !methods.contains("client_secret_basic"));
  }

  private static Map<String, Object> parse(String json) throws RefusedDocument {
    try {
      Map<String, Object> fields =
          JSONObjectUtils.parse(json.startsWith(BYTE_ORDER_MARK) ? json.substring(1) : json);
      if (fields != null) {
        return fields;
      }
    } catch (ParseException malformed) {
      throw new RefusedDocument("it is no JSON object", false);
    }
    throw new RefusedDocument("it is no JSON object", false);
  }

  private static Set<JWSAlgorithm> algorithms(Map<String, Object> fields) {
    Object offered = fields.get("id_token_signing_alg_values_supported");
    return offered == null
        ? Set.of(JWSAlgorithm.RS256)
        : texts(offered).stream()
            .map(JWSAlgorithm::new)
            .filter(ALGORITHMS::contains)
            .collect(Collectors.toUnmodifiableSet());
  }

  private static List<String> texts(@Nullable Object list) {
    return list instanceof List<?> all
        ? all.stream().filter(String.class::isInstance).map(String.class::cast).toList()
        : List.of();
  }

  private static URI needed(Map<String, Object> fields, String name, OidcConfig config)
      throws RefusedDocument {
    return address(fields, name, config)
        .orElseThrow(() -> new RefusedDocument("its " + name + " is missing or not https", false));
  }

  private static Optional<URI> address(Map<String, Object> fields, String name, OidcConfig config) {
    if (!(fields.get(name) instanceof String text)) {
      return Optional.empty();
    }
    try {
      URI uri = new URI(text);
      boolean secure = "https".equalsIgnoreCase(uri.getScheme());
      boolean plain = !config.httpsOnly() && "http".equalsIgnoreCase(uri.getScheme());
      return uri.getHost() != null && uri.getRawFragment() == null && (secure || plain)
          ? Optional.of(uri)
          : Optional.empty();
    } catch (URISyntaxException noAddress) {
      return Optional.empty();
    }
  }
}

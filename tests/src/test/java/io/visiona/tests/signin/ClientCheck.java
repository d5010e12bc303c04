package io.visiona.tests.signin;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a strict provider asks of our client at its token endpoint. */
final class ClientCheck {
  private static final String BASIC = "Basic ";

  private ClientCheck() {}

  /**
   * The OAuth error when the client does not authenticate exactly as registered; null when it does.
   */
  static @Nullable String problem(TokenCall call, @Nullable String clientSecret) {
    boolean known = clientSecret == null ? isPublic(call) : isConfidential(call, clientSecret);
    return known ? null : "invalid_client";
  }

  /**
   * Whether PKCE verifier and redirect URI are those of the authorization request (RFC 7636 section
   * 4.6, RFC 6749 section 4.1.3).
   */
  static boolean proves(TokenCall call, Grant grant) {
    return call.field("redirect_uri").equals(Optional.of(grant.parameter("redirect_uri")))
        && grant.parameter("code_challenge_method").equals("S256")
        && call.field("code_verifier")
            .map(ClientCheck::challenge)
            .equals(Optional.of(grant.parameter("code_challenge")));
  }

  private static boolean isPublic(TokenCall call) {
    return call.authorization().isEmpty()
        && !call.form().containsKey("client_secret")
        && call.field("client_id").equals(Optional.of(ScriptedProvider.CLIENT));
  }

  /**
   * RFC 6749 section 2.3.1: id and secret are form-encoded before they become Basic credentials.
   */
  private static boolean isConfidential(TokenCall call, String secret) {
    if (call.authorization().size() != 1 || !call.authorization().getFirst().startsWith(BASIC)) {
      return false;
    }
    byte[] decoded =
        Base64.getDecoder().decode(call.authorization().getFirst().substring(BASIC.length()));
    String[] credentials = new String(decoded, StandardCharsets.UTF_8).split(":", 2);
    return credentials.length == 2
        && URLDecoder.decode(credentials[0], StandardCharsets.UTF_8).equals(ScriptedProvider.CLIENT)
        && URLDecoder.decode(credentials[1], StandardCharsets.UTF_8).equals(secret)
        && !call.form().containsKey("client_secret");
  }

  private static String challenge(String verifier) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}

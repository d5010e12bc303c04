package io.visiona.standins.membercenter;

import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.PlainClientSecret;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A registered client.
 *
 * @param secret null for a public client
 * @param secretInForm whether a secret comes in the form, or by HTTP Basic
 * @param redirectUris compared as exact text with what a request carries
 * @param postLogoutRedirectUris likewise
 * @param scopes what the client may ask for
 * @param tenant whose files it may delegate access to
 */
record Client(
    ClientID id,
    @Nullable Secret secret,
    boolean secretInForm,
    Set<String> redirectUris,
    Set<String> postLogoutRedirectUris,
    Set<GrantType> grants,
    Scope scopes,
    Optional<String> tenant) {

  boolean isPublic() {
    return secret == null;
  }

  /**
   * Whether the credentials are this confidential client's, sent where it sends them.
   * Constant-time.
   */
  boolean accepts(ClientAuthentication authentication) {
    return secret != null
        && authentication instanceof PlainClientSecret plain
        && (plain instanceof ClientSecretPost) == secretInForm
        && plain.getClientID().equals(id)
        && secret.equals(plain.getClientSecret());
  }
}

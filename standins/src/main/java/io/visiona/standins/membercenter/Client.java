package io.visiona.standins.membercenter;

import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A registered client.
 *
 * @param secret null for a public client
 * @param redirectUris compared as exact text with what a request carries
 * @param postLogoutRedirectUris likewise
 * @param scopes what the client may ask for
 */
record Client(
    ClientID id,
    @Nullable Secret secret,
    Set<String> redirectUris,
    Set<String> postLogoutRedirectUris,
    Set<GrantType> grants,
    Scope scopes) {

  boolean isPublic() {
    return secret == null;
  }

  /** Whether the credentials are this confidential client's, sent as HTTP Basic. Constant-time. */
  boolean accepts(ClientAuthentication authentication) {
    return secret != null
        && authentication instanceof ClientSecretBasic basic
        && basic.getClientID().equals(id)
        && secret.equals(basic.getClientSecret());
  }
}

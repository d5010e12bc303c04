package io.visiona.standins.membercenter;

import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.openid.connect.sdk.Nonce;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a person granted a client at one sign-in; codes and refresh tokens stand for it.
 *
 * @param sid the provider's session, one for each sign-in
 */
record Grant(
    ClientID client,
    ProviderAccount person,
    Scope scope,
    @Nullable Nonce nonce,
    String sid,
    Instant authenticatedAt) {}

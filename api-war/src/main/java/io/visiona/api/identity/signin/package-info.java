/**
 * Sign-in through the Member Center (OpenID Connect, authorization code with PKCE) and the filter
 * that lets nobody pass who is not signed in. Nimbus parses and checks the protocol's messages;
 * what is decided here is what happens then.
 */
@NullMarked
package io.visiona.api.identity.signin;

import org.jspecify.annotations.NullMarked;

/**
 * The OpenID Connect client: discovery, keys, token endpoint, ID and logout tokens. Nimbus parses
 * and checks the protocol's messages.
 */
@NullMarked
package io.visiona.api.identity.oidc;

import org.jspecify.annotations.NullMarked;

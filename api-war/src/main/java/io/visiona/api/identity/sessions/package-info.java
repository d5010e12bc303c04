/**
 * What the server remembers of a browser: the signed cookie, sign-ins under way and live sessions.
 * The browser holds one opaque value; tokens of the provider stay here.
 */
@NullMarked
package io.visiona.api.identity.sessions;

import org.jspecify.annotations.NullMarked;

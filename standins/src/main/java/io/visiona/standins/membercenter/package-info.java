/**
 * The development Member Center: an OpenID Connect provider that is no laxer than a real one.
 * Nimbus parses, signs and writes the protocol's messages; what is decided here is who may have
 * what. Servlets are thin; everything lives in memory and is gone with the server.
 */
@NullMarked
package io.visiona.standins.membercenter;

import org.jspecify.annotations.NullMarked;

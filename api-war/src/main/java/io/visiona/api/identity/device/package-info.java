/**
 * Signing programs in: the device grant (RFC 8628), and with it a loopback redirect (RFC 8252) for
 * a program on the machine of the browser. A program gets a session of its own.
 */
@NullMarked
package io.visiona.api.identity.device;

import org.jspecify.annotations.NullMarked;

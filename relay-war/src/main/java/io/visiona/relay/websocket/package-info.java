/**
 * The server side of RFC 6455 for a byte stream: handshake and frames, without I/O. A message has
 * no meaning here, so none is ever assembled.
 */
@NullMarked
package io.visiona.relay.websocket;

import org.jspecify.annotations.NullMarked;

/**
 * Drives a yamux session over what the container offers: a WebSocket or an upgraded stream, never
 * blocking on either.
 */
@NullMarked
package io.visiona.relay.transport;

import org.jspecify.annotations.NullMarked;

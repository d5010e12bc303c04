/** Tunnels on the wire: frames, handshakes, and how they end. */
@NullMarked
package io.visiona.tests.tunnel;

import org.jspecify.annotations.NullMarked;

/** Dialling the relay over two transports, keeping the tunnel up, handing its streams out. */
@NullMarked
package io.visiona.agent.tunnel;

import org.jspecify.annotations.NullMarked;

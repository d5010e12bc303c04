/** The driver: blocking transports driven by threads that the caller provides. */
@NullMarked
package io.visiona.yamux.io;

import org.jspecify.annotations.NullMarked;

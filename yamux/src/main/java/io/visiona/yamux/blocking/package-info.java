/** Streams for threads that may block, and how far their receive windows may grow. */
@NullMarked
package io.visiona.yamux.blocking;

import org.jspecify.annotations.NullMarked;

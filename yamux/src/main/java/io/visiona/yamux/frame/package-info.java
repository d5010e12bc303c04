/** Frames and their codec: pure data, no I/O, no session state. */
@NullMarked
package io.visiona.yamux.frame;

import org.jspecify.annotations.NullMarked;

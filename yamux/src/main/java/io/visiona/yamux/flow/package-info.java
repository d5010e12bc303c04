/** Flow control: what either side may send. Pure arithmetic, no I/O. */
@NullMarked
package io.visiona.yamux.flow;

import org.jspecify.annotations.NullMarked;

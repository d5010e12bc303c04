/** Flow control: windows, their budget and how they grow. Pure arithmetic, no I/O. */
@NullMarked
package io.visiona.yamux.flow;

import org.jspecify.annotations.NullMarked;

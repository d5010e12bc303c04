/** The yamux library alone: two sessions in memory, one thread, no I/O. */
@NullMarked
package io.visiona.bench.yamux;

import org.jspecify.annotations.NullMarked;

/** Byte queues made of pooled chunks: memory is held only while bytes wait. */
@NullMarked
package io.visiona.yamux.buffer;

import org.jspecify.annotations.NullMarked;

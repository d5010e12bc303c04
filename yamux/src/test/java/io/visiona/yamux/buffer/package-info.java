@NullMarked
package io.visiona.yamux.buffer;

import org.jspecify.annotations.NullMarked;

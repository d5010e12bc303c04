/** Against other implementations. */
@NullMarked
package io.visiona.yamux.interop;

import org.jspecify.annotations.NullMarked;

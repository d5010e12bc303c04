/** The yamux multiplexing protocol in plain Java. */
@NullMarked
package io.visiona.yamux;

import org.jspecify.annotations.NullMarked;

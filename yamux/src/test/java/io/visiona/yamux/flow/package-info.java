@NullMarked
package io.visiona.yamux.flow;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.visiona.yamux.frame;

import org.jspecify.annotations.NullMarked;

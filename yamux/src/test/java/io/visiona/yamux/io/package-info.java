@NullMarked
package io.visiona.yamux.io;

import org.jspecify.annotations.NullMarked;

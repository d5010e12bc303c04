@NullMarked
package io.visiona.yamux.session;

import org.jspecify.annotations.NullMarked;

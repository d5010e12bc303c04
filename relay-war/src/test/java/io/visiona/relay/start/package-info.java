@NullMarked
package io.visiona.relay.start;

import org.jspecify.annotations.NullMarked;

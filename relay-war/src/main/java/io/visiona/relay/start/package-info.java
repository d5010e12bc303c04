/** Starting, stopping and being watched. */
@NullMarked
package io.visiona.relay.start;

import org.jspecify.annotations.NullMarked;

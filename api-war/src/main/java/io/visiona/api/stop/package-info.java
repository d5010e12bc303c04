/** Stopping without cutting what could have finished. */
@NullMarked
package io.visiona.api.stop;

import org.jspecify.annotations.NullMarked;

/** Stopping without cutting what could have finished. */
@NullMarked
package io.visiona.api.platform.drain;

import org.jspecify.annotations.NullMarked;

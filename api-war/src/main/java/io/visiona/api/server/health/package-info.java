/** Whether this application lives, is ready, has started. */
@NullMarked
package io.visiona.api.server.health;

import org.jspecify.annotations.NullMarked;

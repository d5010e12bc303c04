/** The connection to Redis, for what several API servers share. */
@NullMarked
package io.visiona.api.platform.redis;

import org.jspecify.annotations.NullMarked;

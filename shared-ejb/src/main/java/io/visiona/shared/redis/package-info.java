/** Where Redis is, and what its errors mean. */
@NullMarked
package io.visiona.shared.redis;

import org.jspecify.annotations.NullMarked;

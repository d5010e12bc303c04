/** Who did what to whose things. */
@NullMarked
package io.visiona.api.platform.audit;

import org.jspecify.annotations.NullMarked;

/** How often somebody may ask. */
@NullMarked
package io.visiona.api.gateway.limit;

import org.jspecify.annotations.NullMarked;

/** Tests of conversions. */
@NullMarked
package io.visiona.api.models.conversions;

import org.jspecify.annotations.NullMarked;

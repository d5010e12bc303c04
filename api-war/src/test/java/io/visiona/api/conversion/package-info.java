/** Tests of conversions. */
@NullMarked
package io.visiona.api.conversion;

import org.jspecify.annotations.NullMarked;

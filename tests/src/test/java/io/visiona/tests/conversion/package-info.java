/** Conversions, with the deployed applications and a converter that does what it is told. */
@NullMarked
package io.visiona.tests.conversion;

import org.jspecify.annotations.NullMarked;

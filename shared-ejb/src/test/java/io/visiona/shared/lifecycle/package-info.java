/** Tests of how the applications' end is noticed. */
@NullMarked
package io.visiona.shared.lifecycle;

import org.jspecify.annotations.NullMarked;

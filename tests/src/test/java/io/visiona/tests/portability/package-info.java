/**
 * The applications on a server that is not Open Liberty; only with the profile {@code portability}.
 */
@NullMarked
package io.visiona.tests.portability;

import org.jspecify.annotations.NullMarked;

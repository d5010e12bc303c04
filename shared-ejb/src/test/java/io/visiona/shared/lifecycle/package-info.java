/** Tests of how the application starts and ends. */
@NullMarked
package io.visiona.shared.lifecycle;

import org.jspecify.annotations.NullMarked;

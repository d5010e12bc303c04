/** Tests of what is known about the container. */
@NullMarked
package io.visiona.shared.container;

import org.jspecify.annotations.NullMarked;

/** What has to be known about the container that its standard interfaces do not offer. */
@NullMarked
package io.visiona.shared.container;

import org.jspecify.annotations.NullMarked;

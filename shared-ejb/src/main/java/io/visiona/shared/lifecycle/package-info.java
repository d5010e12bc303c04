/** Noticing that the server stops. */
@NullMarked
package io.visiona.shared.lifecycle;

import org.jspecify.annotations.NullMarked;

/** Whom the applications trust where they dial over TLS themselves. */
@NullMarked
package io.visiona.shared.tls;

import org.jspecify.annotations.NullMarked;

/** What only the API may call. */
@NullMarked
package io.visiona.relay.internal;

import org.jspecify.annotations.NullMarked;

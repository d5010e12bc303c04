/** The relay's configuration. */
@NullMarked
package io.visiona.relay.config;

import org.jspecify.annotations.NullMarked;

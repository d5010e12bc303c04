/** How much the relay writes into its log. */
@NullMarked
package io.visiona.relay.log;

import org.jspecify.annotations.NullMarked;

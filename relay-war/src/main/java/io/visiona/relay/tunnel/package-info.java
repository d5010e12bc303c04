/** How an agent gets in: its credential, who it is, and the two ways to connect. */
@NullMarked
package io.visiona.relay.tunnel;

import org.jspecify.annotations.NullMarked;

/** The live tunnels: the store, its clock and its sweeper. */
@NullMarked
package io.visiona.relay.sessions;

import org.jspecify.annotations.NullMarked;

/**
 * The agents people have paired: listing, changing, revoking, and asking the relay about their
 * tunnels.
 */
@NullMarked
package io.visiona.api.agents;

import org.jspecify.annotations.NullMarked;

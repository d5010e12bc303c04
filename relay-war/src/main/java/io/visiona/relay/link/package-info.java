/** The switch between the API's standing links and the agents' tunnels. */
@NullMarked
package io.visiona.relay.link;

import org.jspecify.annotations.NullMarked;

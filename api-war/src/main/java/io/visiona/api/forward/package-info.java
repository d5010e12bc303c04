/**
 * Forwarding of HTTP to agents. {@link io.visiona.api.forward.ForwardFilter} decides what is forwarded, a virtual thread to each
 * request does it, and no thread of the server's request pool waits for an agent.
 */
@NullMarked
package io.visiona.api.forward;

import org.jspecify.annotations.NullMarked;

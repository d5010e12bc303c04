/**
 * Forwarding of HTTP to agents. {@link io.visiona.api.forward.AgentPolicy} says what passes to an
 * agent's own web site and back; a virtual thread to each request does it, and no thread of the
 * server's request pool waits for an agent.
 */
@NullMarked
package io.visiona.api.forward;

import org.jspecify.annotations.NullMarked;

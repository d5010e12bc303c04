/** The agent's own HTTP API: one table of routes, and what answers them. */
@NullMarked
package io.visiona.agent.api;

import org.jspecify.annotations.NullMarked;

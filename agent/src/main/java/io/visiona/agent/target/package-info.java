/** Passing streams as they are to a local HTTP server. */
@NullMarked
package io.visiona.agent.target;

import org.jspecify.annotations.NullMarked;

/** The log that can be read through the tunnel. */
@NullMarked
package io.visiona.agent.logs;

import org.jspecify.annotations.NullMarked;

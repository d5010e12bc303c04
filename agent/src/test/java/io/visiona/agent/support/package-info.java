/** A relay small enough for one process, made of the real yamux sessions. */
@NullMarked
package io.visiona.agent.support;

import org.jspecify.annotations.NullMarked;

/** Faults on demand, for demonstrations and tests; never through the tunnel. */
@NullMarked
package io.visiona.agent.faults;

import org.jspecify.annotations.NullMarked;

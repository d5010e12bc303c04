/** Simulated devices and a simulated street, alike for everybody who looks at the same time. */
@NullMarked
package io.visiona.agent.simulator;

import org.jspecify.annotations.NullMarked;

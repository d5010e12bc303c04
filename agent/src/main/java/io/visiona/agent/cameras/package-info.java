/** Cameras: started for those who look, encoded once for all of them. */
@NullMarked
package io.visiona.agent.cameras;

import org.jspecify.annotations.NullMarked;

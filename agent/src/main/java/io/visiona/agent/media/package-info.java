/** Pictures and films instead of a camera. */
@NullMarked
package io.visiona.agent.media;

import org.jspecify.annotations.NullMarked;

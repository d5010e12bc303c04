/** The development installation that {@code ./dev} runs. */
@NullMarked
package io.visiona.launch.dev;

import org.jspecify.annotations.NullMarked;

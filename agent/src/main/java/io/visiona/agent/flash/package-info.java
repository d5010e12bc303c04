/** Flashing: fetch, check, write. */
@NullMarked
package io.visiona.agent.flash;

import org.jspecify.annotations.NullMarked;

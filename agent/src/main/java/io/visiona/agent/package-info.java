/** The reference agent's command line: pair once, then run. */
@NullMarked
package io.visiona.agent;

import org.jspecify.annotations.NullMarked;

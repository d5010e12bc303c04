/** The site the agent serves by itself when it is given no target. */
@NullMarked
package io.visiona.agent.http;

import org.jspecify.annotations.NullMarked;

/** What the agent refuses, and with which code. */
@NullMarked
package io.visiona.agent.error;

import org.jspecify.annotations.NullMarked;

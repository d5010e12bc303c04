/** What changes, told to everybody who listens. */
@NullMarked
package io.visiona.agent.events;

import org.jspecify.annotations.NullMarked;

/** Trading a pairing code for the agent's credential, and keeping that safe. */
@NullMarked
package io.visiona.agent.pairing;

import org.jspecify.annotations.NullMarked;

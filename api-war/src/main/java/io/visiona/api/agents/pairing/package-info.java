/** Pairing: a person makes a code, an agent exchanges it, once, for its session token. */
@NullMarked
package io.visiona.api.agents.pairing;

import org.jspecify.annotations.NullMarked;

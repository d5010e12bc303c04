@NullMarked
package io.visiona.api.agents.pairing;

import org.jspecify.annotations.NullMarked;

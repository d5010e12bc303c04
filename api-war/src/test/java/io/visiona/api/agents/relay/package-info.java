@NullMarked
package io.visiona.api.agents.relay;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.visiona.api.agents;

import org.jspecify.annotations.NullMarked;

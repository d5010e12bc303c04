@NullMarked
package io.visiona.agent.metrics;

import org.jspecify.annotations.NullMarked;

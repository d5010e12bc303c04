/** Several devices that work as one. */
@NullMarked
package io.visiona.agent.clusters;

import org.jspecify.annotations.NullMarked;

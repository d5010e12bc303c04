/** A yardstick for benchmarks: an endpoint with nothing of the product around it. */
@NullMarked
package io.visiona.standins.bare;

import org.jspecify.annotations.NullMarked;

/** What both applications need to show figures to Prometheus. */
@NullMarked
package io.visiona.shared.metrics;

import org.jspecify.annotations.NullMarked;

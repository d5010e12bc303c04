/** The only place that makes threads. */
@NullMarked
package io.visiona.shared.concurrent;

import org.jspecify.annotations.NullMarked;

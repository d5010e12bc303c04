/** The only place that makes threads, and what is done again and again on them. */
@NullMarked
package io.visiona.shared.concurrent;

import org.jspecify.annotations.NullMarked;

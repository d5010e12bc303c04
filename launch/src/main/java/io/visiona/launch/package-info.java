/**
 * Starts servers and agents and signs people in: what {@code ./dev}, the tests and the benchmarks
 * share.
 */
@NullMarked
package io.visiona.launch;

import org.jspecify.annotations.NullMarked;

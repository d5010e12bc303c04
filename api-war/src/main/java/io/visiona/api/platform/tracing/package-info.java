/**
 * Traces of requests that go on to services and agents, by OpenTelemetry; off unless an operator
 * names who collects them.
 */
@NullMarked
package io.visiona.api.platform.tracing;

import org.jspecify.annotations.NullMarked;

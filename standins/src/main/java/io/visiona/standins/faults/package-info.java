/**
 * Makes the stand-ins fail on demand. A test plants a fault over HTTP ({@code POST
 * /standins/faults}); the next calls of an endpoint then meet it, whatever stand-in serves the
 * endpoint.
 */
@NullMarked
package io.visiona.standins.faults;

import org.jspecify.annotations.NullMarked;

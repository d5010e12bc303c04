/**
 * The short way from a changed line to a running server or a test: javac in this process instead of
 * a Maven build. The checks of the build (Error Prone, NullAway, format) are left out here.
 */
@NullMarked
package io.visiona.launch.reload;

import org.jspecify.annotations.NullMarked;

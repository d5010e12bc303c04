/**
 * What belongs to no single module: end to end over real processes, interop with Go, and the rules
 * of the architecture.
 */
@NullMarked
package io.visiona.tests;

import org.jspecify.annotations.NullMarked;

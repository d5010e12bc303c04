/** The command line {@code visiona}: what a person does with the public API, from a shell. */
@NullMarked
package io.visiona.cli;

import org.jspecify.annotations.NullMarked;

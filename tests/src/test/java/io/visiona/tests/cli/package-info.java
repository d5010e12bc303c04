/** The command line as a process, against the deployed applications. */
@NullMarked
package io.visiona.tests.cli;

import org.jspecify.annotations.NullMarked;

/** The archives of a release, installed and used. */
@NullMarked
package io.visiona.tests.release;

import org.jspecify.annotations.NullMarked;

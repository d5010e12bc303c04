/** What is written to files that do not grow without end. */
@NullMarked
package io.visiona.api.platform.work;

import org.jspecify.annotations.NullMarked;

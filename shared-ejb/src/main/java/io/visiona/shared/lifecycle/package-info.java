/** How the application starts and ends: what refuses to start, and what is said of it. */
@NullMarked
package io.visiona.shared.lifecycle;

import org.jspecify.annotations.NullMarked;

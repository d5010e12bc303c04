/** How what must not be logged is named in logs. */
@NullMarked
package io.visiona.shared.logging;

import org.jspecify.annotations.NullMarked;

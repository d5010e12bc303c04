/** The error envelope that every answer of both applications uses. */
@NullMarked
package io.visiona.shared.error;

import org.jspecify.annotations.NullMarked;

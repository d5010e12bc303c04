/** Configuration: read once into immutable records, every problem reported together. */
@NullMarked
package io.visiona.shared.config;

import org.jspecify.annotations.NullMarked;

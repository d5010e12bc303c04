/**
 * The client of the converter and what its jobs are. Everything it answers is hostile and bounded.
 */
@NullMarked
package io.visiona.api.models.converter;

import org.jspecify.annotations.NullMarked;

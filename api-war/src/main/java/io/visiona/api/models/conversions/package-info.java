/**
 * Conversions: a model file goes on to the converter as it arrives, its job is followed until it
 * ends, and the result is put into the person's model library or fetched from the file server.
 */
@NullMarked
package io.visiona.api.models.conversions;

import org.jspecify.annotations.NullMarked;

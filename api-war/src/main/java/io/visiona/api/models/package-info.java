/** The model library: what people converted or uploaded, and how they get it. */
@NullMarked
package io.visiona.api.models;

import org.jspecify.annotations.NullMarked;

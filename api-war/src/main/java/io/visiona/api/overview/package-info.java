/** The console's first page: what a person has, in figures. */
@NullMarked
package io.visiona.api.overview;

import org.jspecify.annotations.NullMarked;

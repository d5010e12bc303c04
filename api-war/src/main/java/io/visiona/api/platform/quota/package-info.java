/** What a person may have of what is stored, counted where it is added. */
@NullMarked
package io.visiona.api.platform.quota;

import org.jspecify.annotations.NullMarked;

/** Work that is done again and again. */
@NullMarked
package io.visiona.api.platform.work;

import org.jspecify.annotations.NullMarked;

/** One way to share what there is little of: bounded in all and for each holder, in turn. */
@NullMarked
package io.visiona.shared.limit;

import org.jspecify.annotations.NullMarked;

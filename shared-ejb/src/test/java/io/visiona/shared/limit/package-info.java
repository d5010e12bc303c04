@NullMarked
package io.visiona.shared.limit;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.visiona.api.start;

import org.jspecify.annotations.NullMarked;

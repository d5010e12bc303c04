@NullMarked
package io.visiona.api.platform.streams;

import org.jspecify.annotations.NullMarked;

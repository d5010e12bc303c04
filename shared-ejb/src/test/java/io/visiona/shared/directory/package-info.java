@NullMarked
package io.visiona.shared.directory;

import org.jspecify.annotations.NullMarked;

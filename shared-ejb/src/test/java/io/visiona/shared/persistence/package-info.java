@NullMarked
package io.visiona.shared.persistence;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.visiona.shared.config;

import org.jspecify.annotations.NullMarked;

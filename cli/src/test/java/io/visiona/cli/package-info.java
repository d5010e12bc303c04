@NullMarked
package io.visiona.cli;

import org.jspecify.annotations.NullMarked;

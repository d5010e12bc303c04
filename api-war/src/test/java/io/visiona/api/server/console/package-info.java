@NullMarked
package io.visiona.api.server.console;

import org.jspecify.annotations.NullMarked;

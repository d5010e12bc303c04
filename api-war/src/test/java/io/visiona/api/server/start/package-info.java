@NullMarked
package io.visiona.api.server.start;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.visiona.relay.directory;

import org.jspecify.annotations.NullMarked;

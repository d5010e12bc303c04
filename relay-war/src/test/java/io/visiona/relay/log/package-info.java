@NullMarked
package io.visiona.relay.log;

import org.jspecify.annotations.NullMarked;

/** Tests that run inside {@code relay.war}, and what is put into it for them. */
@NullMarked
package io.visiona.incontainer.relay;

import org.jspecify.annotations.NullMarked;

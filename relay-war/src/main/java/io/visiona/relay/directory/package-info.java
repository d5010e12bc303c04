/** What this relay tells the directory of all relays, and what it hears from it. */
@NullMarked
package io.visiona.relay.directory;

import org.jspecify.annotations.NullMarked;

/** Which relay has an agent's tunnel: the directory that relays write and API servers read. */
@NullMarked
package io.visiona.shared.directory;

import org.jspecify.annotations.NullMarked;

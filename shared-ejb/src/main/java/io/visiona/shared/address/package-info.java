/** Who calls, as an address: the peer's, or the one that a trusted proxy in front tells. */
@NullMarked
package io.visiona.shared.address;

import org.jspecify.annotations.NullMarked;

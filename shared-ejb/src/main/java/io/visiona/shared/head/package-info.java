/** The head of a request as it came over the wire, and what it may not contain. */
@NullMarked
package io.visiona.shared.head;

import org.jspecify.annotations.NullMarked;

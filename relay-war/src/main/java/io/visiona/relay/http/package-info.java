/** What concerns every request: which port it came in on, and the shape of errors. */
@NullMarked
package io.visiona.relay.http;

import org.jspecify.annotations.NullMarked;

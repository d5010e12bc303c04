/**
 * One HTTP/1.1 exchange over one yamux stream: the request is written as it comes, the response
 * read as it arrives, nothing is kept whole. Parsing is Apache HttpComponents Core's; what is
 * stricter here is stated where it is checked.
 */
@NullMarked
package io.visiona.shared.exchange;

import org.jspecify.annotations.NullMarked;

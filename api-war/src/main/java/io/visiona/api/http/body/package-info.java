/**
 * Bodies of requests: small ones are in memory before anybody asks for them, and no thread waits
 * for what has not arrived.
 */
@NullMarked
package io.visiona.api.http.body;

import org.jspecify.annotations.NullMarked;

/**
 * What every request of the API passes through: ports, request ids, bodies, errors, and who is
 * calling.
 */
@NullMarked
package io.visiona.api.http;

import org.jspecify.annotations.NullMarked;

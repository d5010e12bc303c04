/** The service JWTs between the API and the relay. */
@NullMarked
package io.visiona.shared.identity;

import org.jspecify.annotations.NullMarked;

/** Bearer tokens: whether they are good, and whom they name. */
@NullMarked
package io.visiona.api.gateway.token;

import org.jspecify.annotations.NullMarked;

/** Puts what people do on record, and shows it to them. */
@NullMarked
package io.visiona.api.server.audit;

import org.jspecify.annotations.NullMarked;

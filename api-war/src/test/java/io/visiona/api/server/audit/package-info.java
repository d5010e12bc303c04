/** Tests of what is put on record. */
@NullMarked
package io.visiona.api.server.audit;

import org.jspecify.annotations.NullMarked;

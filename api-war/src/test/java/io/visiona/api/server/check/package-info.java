/** Tests of the check before the first start. */
@NullMarked
package io.visiona.api.server.check;

import org.jspecify.annotations.NullMarked;

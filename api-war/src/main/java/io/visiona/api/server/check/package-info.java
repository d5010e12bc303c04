/** Looks whether a server could serve, before its first start. */
@NullMarked
package io.visiona.api.server.check;

import org.jspecify.annotations.NullMarked;

/** The route table: what a file says, and where a request goes by it. */
@NullMarked
package io.visiona.api.gateway.routes;

import org.jspecify.annotations.NullMarked;

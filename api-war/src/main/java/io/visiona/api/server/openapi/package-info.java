/** The description of the API in OpenAPI 3.1. */
@NullMarked
package io.visiona.api.server.openapi;

import org.jspecify.annotations.NullMarked;

/**
 * Makes the description of the API while the build runs, from the annotations of the resources and
 * from what else there is in code. Not in the application, which serves the finished document.
 */
@NullMarked
package io.visiona.api.server.openapi.build;

import org.jspecify.annotations.NullMarked;

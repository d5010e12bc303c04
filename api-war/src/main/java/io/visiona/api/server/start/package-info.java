/**
 * Puts the application together: configuration, database, beans, and the lists of what is served.
 */
@NullMarked
package io.visiona.api.server.start;

import org.jspecify.annotations.NullMarked;

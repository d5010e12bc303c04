/**
 * Serves the web console: its page addresses, its own files and the few library files they import,
 * all read once at start and held in memory.
 */
@NullMarked
package io.visiona.api.server.console;

import org.jspecify.annotations.NullMarked;

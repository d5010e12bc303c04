/**
 * The development converter, under {@code /converter}: takes model files as they stream in,
 * pretends to work on them for a while, and writes what came of them to the development file
 * server. It keeps a hash of each file, never the file. Jobs end with the server.
 */
@NullMarked
package io.visiona.standins.converter;

import org.jspecify.annotations.NullMarked;

/**
 * The development file server (FAA): gives a file to whoever has a download token for exactly that
 * file. Files lie on the disk, under the hash of their key, and are streamed both ways.
 */
@NullMarked
package io.visiona.standins.fileserver;

import org.jspecify.annotations.NullMarked;

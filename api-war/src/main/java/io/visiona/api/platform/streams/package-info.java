/**
 * What is open on this server for longer than a request takes, and whose permission it stands on:
 * the permission is looked at again for as long as the stream lives.
 */
@NullMarked
package io.visiona.api.platform.streams;

import org.jspecify.annotations.NullMarked;

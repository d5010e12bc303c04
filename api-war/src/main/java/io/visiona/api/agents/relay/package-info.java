/**
 * The API's side of the relay: the standing link that streams travel on, and the store of live
 * sessions seen through it.
 */
@NullMarked
package io.visiona.api.agents.relay;

import org.jspecify.annotations.NullMarked;

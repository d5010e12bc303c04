/**
 * What the API itself knows, told as it happens: {@link io.visiona.api.events.EventsResource}. Once
 * a second {@link io.visiona.api.events.EventHub} reads what there is of the people who are
 * watching, and what differs from the second before is an event.
 */
@NullMarked
package io.visiona.api.events;

import org.jspecify.annotations.NullMarked;

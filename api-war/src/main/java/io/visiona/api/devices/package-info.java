/**
 * What people do with the devices behind their agents. {@link io.visiona.api.devices.Routes} is the
 * one table of what is forwarded; an agent is a stranger's computer that answers in our origin, so
 * what it says is held to the row's kind and written again.
 */
@NullMarked
package io.visiona.api.devices;

import org.jspecify.annotations.NullMarked;

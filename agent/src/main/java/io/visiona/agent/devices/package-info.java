/** The devices of this machine: found, connected, lost, named. */
@NullMarked
package io.visiona.agent.devices;

import org.jspecify.annotations.NullMarked;

package io.visiona.api.http;

import io.visiona.shared.config.Settings;

/**
 * The ports of the API.
 *
 * @param internal {@code visiona.api.internal-port}: the one of the relay; every other port is for
 *     browsers and agents
 */
public record ApiPorts(int internal) {

  /** Reads, leaving problems in {@code settings}. */
  public static ApiPorts from(Settings settings) {
    return new ApiPorts(settings.integer("visiona.api.internal-port", 3722, 1, 65_535));
  }
}

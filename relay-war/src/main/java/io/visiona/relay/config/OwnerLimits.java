package io.visiona.relay.config;

import io.visiona.shared.config.Settings;

/**
 * What one person's agents may have, of this relay if nothing else is said; 0 stands for no bound
 * of their own, the default.
 *
 * @param streams {@code visiona.tunnel.max-streams-per-owner}: streams open at once to all of them
 * @param bytesPerSecond {@code visiona.tunnel.max-bytes-per-second-per-owner}: to and from all of
 *     them together, with as many at once after a quiet second
 * @param tunnels {@code visiona.tunnel.max-tunnels-per-owner}: at all relays together
 */
public record OwnerLimits(int streams, long bytesPerSecond, int tunnels) {
  /** No bounds. */
  public static final OwnerLimits NONE = new OwnerLimits(0, 0, 0);

  /** What a bucket that is refilled each nanosecond can take. */
  private static final long MOST_BYTES = 1_000_000_000;

  /** Reads, leaving problems in {@code settings}. */
  static OwnerLimits from(Settings settings) {
    return new OwnerLimits(
        settings.integer("visiona.tunnel.max-streams-per-owner", 0, 0, 1_000_000),
        settings.number("visiona.tunnel.max-bytes-per-second-per-owner", 0, 0, MOST_BYTES),
        settings.integer("visiona.tunnel.max-tunnels-per-owner", 0, 0, 1_000_000));
  }
}

package io.visiona.relay.sessions;

import org.jspecify.annotations.Nullable;

/**
 * What can be seen of the other end of a tunnel.
 *
 * @param remoteAddress its address as the relay saw it
 * @param transport {@code websocket} or {@code yamux}
 * @param version its {@code User-Agent}, printable and at most 128 characters, empty when it sent
 *     none
 * @param redials whether it dials anew when it is told to go away, and keeps the old tunnel until
 *     the new one is there. Agents of the field go on as before, or end at once
 */
public record TunnelPeer(String remoteAddress, String transport, String version, boolean redials) {
  private static final int LONGEST_VERSION = 128;

  /** As above, cutting the version down to what may be shown. */
  public static TunnelPeer of(
      String remoteAddress, String transport, @Nullable String userAgent, boolean redials) {
    String text = userAgent == null ? "" : userAgent.replaceAll("[^\\x20-\\x7e]", "?");
    return new TunnelPeer(
        remoteAddress,
        transport,
        text.substring(0, Math.min(text.length(), LONGEST_VERSION)),
        redials);
  }
}

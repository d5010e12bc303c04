package io.visiona.agent.tunnel;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a relay says of itself and of others when it opens a tunnel.
 *
 * @param here which relay it is; empty where there is one for good
 * @param others where others can be dialled, in no order; mostly empty
 */
public record Relays(String here, List<TunnelAddress> others) {
  /** Nothing was said. */
  public static final Relays NONE = new Relays("", List.of());

  /** The header field with the relay's id. */
  static final String HERE = "x-visiona-relay";

  /** The header field with the addresses of others. */
  static final String OTHERS = "x-visiona-relays";

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,32}");
  private static final int MOST = 4;

  /**
   * Reads the header fields; what is malformed counts as absent.
   *
   * @param home where the agent was told to dial: only addresses that belong to it are kept, since
   *     the credential goes wherever the agent dials
   */
  static Relays parse(@Nullable String here, @Nullable String others, TunnelAddress home) {
    if (here == null || !ID.matcher(here).matches()) {
      return NONE;
    }
    List<TunnelAddress> kept = new ArrayList<>();
    String[] listed = others == null ? new String[0] : others.split(",", MOST + 1);
    for (int i = 0; i < Math.min(listed.length, MOST); i++) {
      try {
        TunnelAddress address = TunnelAddress.parse(listed[i].strip());
        if (home.includes(address)) {
          kept.add(address);
        }
      } catch (IllegalArgumentException malformed) {
        // The load balancer leads to others as well.
      }
    }
    // All agents of a relay that dies are told the same ones.
    Collections.shuffle(kept);
    return new Relays(here, List.copyOf(kept));
  }
}

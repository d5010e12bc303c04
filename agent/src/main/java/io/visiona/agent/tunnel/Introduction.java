package io.visiona.agent.tunnel;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an agent says of its tunnels when it dials.
 *
 * @param tunnels how many it wants: 1 or 2
 * @param slot 0, or 1 for the second
 * @param avoid the relay of its other tunnel, empty while there is none
 */
public record Introduction(int tunnels, int slot, String avoid) {
  /** Of an agent that wants one tunnel. */
  public static final Introduction OF_ONE = new Introduction(1, 0, "");

  /** As header fields. */
  Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("X-Visiona-Tunnels", Integer.toString(tunnels));
    if (slot > 0) {
      fields.put("X-Visiona-Slot", Integer.toString(slot));
    }
    if (!avoid.isEmpty()) {
      fields.put("X-Visiona-Avoid", avoid);
    }
    return fields;
  }
}

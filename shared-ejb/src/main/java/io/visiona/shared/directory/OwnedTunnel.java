package io.visiona.shared.directory;

/**
 * A tunnel as it is counted.
 *
 * @param owner subject of the person whose agent it is
 * @param agent the agent's id
 * @param slot which of the agent's tunnels it is
 * @param holder which connection it is, of all at all relays; without spaces
 */
public record OwnedTunnel(String owner, String agent, int slot, String holder) {
  /** Its place among those of the owner. */
  String place() {
    return agent + " " + slot;
  }
}

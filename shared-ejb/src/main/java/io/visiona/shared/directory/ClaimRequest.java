package io.visiona.shared.directory;

/**
 * A relay's claim to have a tunnel of an agent. An agent has one tunnel, or two at different relays
 * that serve it alike; the newest wins in each slot by itself.
 *
 * @param agent the agent's id
 * @param slot which of the agent's tunnels it is, {@link #FIRST} or {@link #SECOND}
 * @param generation that the tunnel holds already, 0 for a new one
 * @param credentialVersion of the token that it was let in by
 * @param transport {@code websocket} or {@code yamux}
 */
public record ClaimRequest(
    String agent, int slot, long generation, int credentialVersion, String transport) {
  /** The slot of an agent's only tunnel. */
  public static final int FIRST = 0;

  /** The slot of the other of two. */
  public static final int SECOND = 1;

  /** For the first tunnel of an agent. */
  public ClaimRequest(String agent, long generation, int credentialVersion, String transport) {
    this(agent, FIRST, generation, credentialVersion, transport);
  }
}

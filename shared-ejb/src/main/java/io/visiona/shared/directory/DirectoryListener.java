package io.visiona.shared.directory;

/** Hears what relays and API servers tell each other. Called by any thread; must not block. */
public interface DirectoryListener {

  /** A tunnel of this agent with that generation is newer than whatever is here in that slot. */
  void superseded(String agent, int slot, long generation);

  /** Credentials of this agent below that version are not accepted any more. */
  void revoked(String agent, int leastVersion);
}

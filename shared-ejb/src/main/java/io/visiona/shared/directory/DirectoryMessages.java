package io.visiona.shared.directory;

import java.util.List;

/** What relays and API servers tell each other: a word, an agent and a number. */
final class DirectoryMessages {
  private static final String SUPERSEDED = "superseded";
  private static final String REVOKED = "revoked";

  private DirectoryMessages() {}

  /** This tunnel is newer than whatever has its slot. */
  static String superseded(ClaimRequest tunnel, long generation) {
    return superseded(tunnel.slot()) + " " + tunnel.agent() + " " + generation;
  }

  private static String superseded(int slot) {
    return slot == ClaimRequest.FIRST ? SUPERSEDED : SUPERSEDED + "-second";
  }

  /** Older credentials of the agent are not accepted any more. */
  static String revoked(String agent, int leastVersion) {
    return REVOKED + " " + agent + " " + leastVersion;
  }

  /** Tells listeners what a message says. */
  static void tell(String message, List<DirectoryListener> listeners) {
    String[] words = message.split(" ", -1);
    if (words.length == 3 && words[2].matches("\\d{1,16}")) {
      long number = Long.parseLong(words[2]);
      for (DirectoryListener listener : listeners) {
        switch (words[0]) {
          case SUPERSEDED -> listener.superseded(words[1], ClaimRequest.FIRST, number);
          case SUPERSEDED + "-second" -> listener.superseded(words[1], ClaimRequest.SECOND, number);
          case REVOKED -> listener.revoked(words[1], (int) Math.min(number, Integer.MAX_VALUE));
          default -> {
            // Of a later version.
          }
        }
      }
    }
  }
}

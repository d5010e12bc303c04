package io.visiona.tests.support;

import java.io.IOException;

/** What the agents' own {@code /bytes/n} gives. */
public final class AgentBytes {
  private AgentBytes() {}

  /** SHA-256 in hex of the first {@code length} bytes. */
  public static String sha256(long length) throws IOException {
    return Bodies.sha256OfPattern(length);
  }
}

package io.visiona.tests.support;

/** What the agents' own {@code /bytes/n} gives. */
public final class AgentBytes {
  private AgentBytes() {}

  /** SHA-256 in hex of the first {@code length} bytes. */
  public static String sha256(long length) {
    return Bodies.sha256OfPattern(length);
  }
}

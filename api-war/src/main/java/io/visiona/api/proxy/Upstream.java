package io.visiona.api.proxy;

/** Whoever answers proxied requests. One instance serves one request, with the limits of it. */
public interface Upstream {

  /**
   * Connects and sends the head, and the body when all of it is at hand; waits as long as that
   * takes.
   *
   * @param head framing included
   * @param body the whole body; empty when there is none, or when {@link UpstreamExchange#send}
   *     follows
   * @param sendFollows whether the body comes by {@link UpstreamExchange#send}
   * @param again whether this is the second attempt, which must not take a connection that may be
   *     stale
   * @throws UpstreamException when it cannot; nothing is left open then
   */
  UpstreamExchange open(UpstreamHead head, byte[] body, boolean sendFollows, boolean again)
      throws UpstreamException, InterruptedException;

  /** Whether a thread of the container may wait a moment for the answer, as it is likely soon. */
  default boolean isPrompt() {
    return false;
  }
}

package io.visiona.api.platform.streams;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * On whose permission a stream stands.
 *
 * @param session hash of the session that opened it, as the session store knows it
 * @param subject the person
 * @param expiresAt the session's absolute end
 * @param agent whose bytes flow, null when no agent's do
 * @param proxied whether it reaches the agent's own web server, which the agent's owner may forbid
 * @param page through which of its pages, null when through none
 */
public record StreamHolder(
    String session,
    String subject,
    Instant expiresAt,
    @Nullable UUID agent,
    boolean proxied,
    @Nullable PageLabel page) {

  /** Of a stream that goes through no page's host. */
  public StreamHolder(
      String session, String subject, Instant expiresAt, @Nullable UUID agent, boolean proxied) {
    this(session, subject, expiresAt, agent, proxied, null);
  }

  /** Of a stream that no agent has to do with. */
  public static StreamHolder person(String session, String subject, Instant expiresAt) {
    return new StreamHolder(session, subject, expiresAt, null, false);
  }

  /** Never prints who it is. */
  @Override
  public String toString() {
    return "StreamHolder[agent=" + agent + ", proxied=" + proxied + "]";
  }
}

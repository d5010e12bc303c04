package io.visiona.api.devices;

import io.visiona.api.identity.sessions.UserSession;
import io.visiona.api.platform.streams.OpenStreams;
import io.visiona.api.platform.streams.StreamEnd;
import io.visiona.api.platform.streams.StreamHolder;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How many streams of the table may be open on this server, and that each ends with its session or
 * its agent. Thread-safe.
 */
public final class StreamLimiter {
  /** Viewers of one camera. */
  static final int OF_CAMERA = 16;

  /** Of one person. */
  static final int OF_PERSON = 64;

  /** To one agent. */
  static final int OF_AGENT = 256;

  private final OpenStreams streams;
  private final Set<Lease> open = new HashSet<>();

  StreamLimiter(OpenStreams streams) {
    this.streams = streams;
  }

  /** One open stream; closing it again does nothing. */
  public final class Lease implements AutoCloseable {
    private final String subject;
    private final @Nullable UUID agent;
    private final @Nullable String camera;
    private volatile OpenStreams.@Nullable Registration registration;
    private volatile @Nullable StreamEnd ended;

    private Lease(String subject, @Nullable UUID agent, @Nullable String camera) {
      this.subject = subject;
      this.agent = agent;
      this.camera = camera;
    }

    /** Why it has to end; null as long as it may go on. */
    public @Nullable StreamEnd ended() {
      return ended;
    }

    @Override
    public void close() {
      synchronized (open) {
        open.remove(this);
      }
      OpenStreams.Registration registered = registration;
      if (registered != null) {
        registered.close();
      }
    }
  }

  /**
   * Opens a stream; throws {@code too_many_streams}.
   *
   * @param agent null for what no agent sends
   * @param camera of that agent, null for what is not its pictures
   * @param stop called when it has to end; must not block
   */
  public Lease open(
      UserSession session, @Nullable UUID agent, @Nullable String camera, Runnable stop) {
    Lease lease = new Lease(session.caller().subject(), agent, camera);
    synchronized (open) {
      check(lease);
      open.add(lease);
    }
    lease.registration =
        streams.register(
            new StreamHolder(
                session.key().hash(), lease.subject, session.expiresAt(), agent, false),
            why -> {
              lease.ended = why;
              stop.run();
            });
    return lease;
  }

  private void check(Lease lease) {
    UUID agent = lease.agent;
    String camera = lease.camera;
    int person = 0;
    int ofAgent = 0;
    int viewers = 0;
    for (Lease other : open) {
      boolean same = agent != null && agent.equals(other.agent);
      person += other.subject.equals(lease.subject) ? 1 : 0;
      ofAgent += same ? 1 : 0;
      viewers += same && camera != null && camera.equals(other.camera) ? 1 : 0;
    }
    if (person >= OF_PERSON || ofAgent >= OF_AGENT || viewers >= OF_CAMERA) {
      throw new ApiException(ErrorCode.TOO_MANY_STREAMS);
    }
  }

  /** How many are open. */
  public int count() {
    synchronized (open) {
      return open.size();
    }
  }
}

package io.visiona.api.platform.streams;

import io.visiona.api.platform.streams.Permissions.AgentPermission;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The streams that are open on this server, by session and by agent. A stream is registered before
 * its first byte is sent and ends at most a second after its permission did: at once when that
 * happened on this server ({@link #endSession}, {@link #endAgent}), and at the next {@link #sweep}
 * when it happened on another, or between the look at the permission and the registration. The
 * order makes that sure: whoever registers is in the index before the sweep asks. Thread-safe.
 */
public final class OpenStreams {
  private static final Logger LOG = System.getLogger(OpenStreams.class.getName());

  private final Clock clock;
  private final Set<Stream> all = ConcurrentHashMap.newKeySet();
  private final Map<String, Set<Stream>> bySession = new ConcurrentHashMap<>();
  private final Map<UUID, Set<Stream>> byAgent = new ConcurrentHashMap<>();

  /** When a session would have ended by itself, as the last sweep heard. Of the sweep alone. */
  private Map<String, Instant> idleEnds = Map.of();

  public OpenStreams(Clock clock) {
    this.clock = clock;
  }

  /** A registration; closing it, when the stream is over for whatever reason, forgets it. */
  public interface Registration extends AutoCloseable {
    /** Harmless again. Never throws. */
    @Override
    void close();
  }

  /**
   * Notes a stream that is about to flow.
   *
   * @param ending ends it; called at most once, on any thread, without waiting for anything. What
   *     it throws is logged
   */
  public Registration register(StreamHolder holder, Consumer<StreamEnd> ending) {
    Stream stream = new Stream(holder, ending);
    all.add(stream);
    add(bySession, holder.session(), stream);
    UUID agent = holder.agent();
    if (agent != null) {
      add(byAgent, agent, stream);
    }
    return stream;
  }

  /** Ends what a session has open; returns how many streams that were. */
  public int endSession(String session, StreamEnd why) {
    return end(bySession.getOrDefault(session, Set.of()), _ -> true, why);
  }

  /** Ends what is open to an agent; returns how many streams that were. */
  public int endAgent(UUID agent, StreamEnd why) {
    return end(byAgent.getOrDefault(agent, Set.of()), _ -> true, why);
  }

  /**
   * Ends what is open to an agent's own web server and is no longer allowed; returns how many
   * streams that were.
   */
  public int endProxied(UUID agent, AgentPermission now) {
    return end(
        byAgent.getOrDefault(agent, Set.of()),
        stream -> isForbidden(stream.holder, now),
        StreamEnd.PROXY_NOT_ALLOWED);
  }

  /** How many are open. */
  public int size() {
    return all.size();
  }

  /**
   * Looks at the permissions of all of them, with one question for all sessions and one for all
   * agents. Where a question has no answer, streams go on until it has one, but never beyond their
   * session's absolute end. For one thread at a time.
   *
   * @return how many it ended
   */
  public int sweep(Permissions permissions) {
    List<Stream> open = List.copyOf(all);
    if (open.isEmpty()) {
      idleEnds = Map.of();
      return 0;
    }
    Instant now = clock.instant();
    int ended = end(open, stream -> !now.isBefore(stream.holder.expiresAt()), StreamEnd.EXPIRED);
    Set<String> sessions = new HashSet<>();
    Set<UUID> agents = new HashSet<>();
    for (Stream stream : open) {
      sessions.add(stream.holder.session());
      UUID agent = stream.holder.agent();
      if (agent != null) {
        agents.add(agent);
      }
    }
    RuntimeException unanswered = null;
    try {
      ended += sweepSessions(open, permissions.liveSessions(sessions), now);
    } catch (RuntimeException cannotTell) {
      unanswered = cannotTell;
    }
    if (!agents.isEmpty()) {
      ended += sweepAgents(open, permissions.agents(agents));
    }
    if (unanswered != null) {
      throw unanswered;
    }
    return ended;
  }

  private int sweepSessions(List<Stream> open, Map<String, Instant> live, Instant now) {
    Map<String, Instant> before = idleEnds;
    idleEnds = new HashMap<>(live);
    int ended = 0;
    for (Stream stream : open) {
      String session = stream.holder.session();
      if (!live.containsKey(session)) {
        Instant idleEnd = before.get(session);
        boolean idle = idleEnd != null && !now.isBefore(idleEnd);
        ended += stream.end(idle ? StreamEnd.IDLE : StreamEnd.ENDED_ELSEWHERE);
      }
    }
    return ended;
  }

  private static int sweepAgents(List<Stream> open, Map<UUID, AgentPermission> agents) {
    int ended = 0;
    for (Stream stream : open) {
      UUID agent = stream.holder.agent();
      if (agent != null) {
        StreamEnd why = lost(stream.holder, agents.get(agent));
        ended += why == null ? 0 : stream.end(why);
      }
    }
    return ended;
  }

  private static @Nullable StreamEnd lost(StreamHolder holder, @Nullable AgentPermission now) {
    if (now == null || !now.owner().equals(holder.subject())) {
      return StreamEnd.AGENT_REVOKED;
    }
    return isForbidden(holder, now) ? StreamEnd.PROXY_NOT_ALLOWED : null;
  }

  private static boolean isForbidden(StreamHolder holder, AgentPermission now) {
    PageLabel page = holder.page();
    return page == null ? holder.proxied() && !now.allowProxy() : !now.allows(page);
  }

  private static int end(Collection<Stream> some, Predicate<Stream> which, StreamEnd why) {
    int ended = 0;
    for (Stream stream : some) {
      if (which.test(stream)) {
        ended += stream.end(why);
      }
    }
    return ended;
  }

  private static <K> void add(Map<K, Set<Stream>> index, K key, Stream stream) {
    index.compute(
        key,
        (_, old) -> {
          Set<Stream> set = old == null ? ConcurrentHashMap.newKeySet() : old;
          set.add(stream);
          return set;
        });
  }

  private static <K> void remove(Map<K, Set<Stream>> index, K key, Stream stream) {
    index.computeIfPresent(
        key,
        (_, set) -> {
          set.remove(stream);
          return set.isEmpty() ? null : set;
        });
  }

  private final class Stream implements Registration {
    private final StreamHolder holder;
    private final Consumer<StreamEnd> ending;
    private final AtomicBoolean over = new AtomicBoolean();

    Stream(StreamHolder holder, Consumer<StreamEnd> ending) {
      this.holder = holder;
      this.ending = ending;
    }

    /** Returns 1 when it ended now. */
    int end(StreamEnd why) {
      if (!forget()) {
        return 0;
      }
      try {
        ending.accept(why);
      } catch (RuntimeException failed) { // the others must end all the same
        LOG.log(Level.WARNING, "A stream could not be ended: " + why, failed);
      }
      return 1;
    }

    @Override
    public void close() {
      forget();
    }

    private boolean forget() {
      if (!over.compareAndSet(false, true)) {
        return false;
      }
      all.remove(this);
      remove(bySession, holder.session(), this);
      UUID agent = holder.agent();
      if (agent != null) {
        remove(byAgent, agent, this);
      }
      return true;
    }
  }
}

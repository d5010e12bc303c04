package io.visiona.api.agents.relay;

import io.visiona.shared.coding.CachedJson;
import io.visiona.shared.directory.RelayInfo;
import io.visiona.shared.directory.TunnelDirectory;
import io.visiona.shared.directory.TunnelLookup;
import io.visiona.shared.sessions.SessionStore;
import io.visiona.shared.sessions.SessionStoreException;
import io.visiona.shared.sessions.SessionStoreException.Code;
import io.visiona.shared.sessions.SessionSummary;
import io.visiona.shared.sessions.SummaryJson;
import jakarta.json.JsonObject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The relays' live sessions seen from the API. What only a relay can do is {@code NOT_SUPPORTED};
 * what a relay could not be asked is {@code RELAY_UNAVAILABLE}, what the directory could not tell
 * {@code DIRECTORY_UNAVAILABLE}; neither passes for absence. Thread-safe.
 */
public final class RelaySessionStore implements SessionStore<RemoteSessionHandle> {
  private static final Logger LOG = System.getLogger(RelaySessionStore.class.getName());
  private static final int OWNERS_AT_ONCE = 1_000;

  private final TunnelDirectory directory;
  private final AgentLocations locations;
  private final RelayClients clients;
  private final RelayLinks links;
  private final ExecutorService executor;

  /**
   * What the relays of a directory have.
   *
   * @param executor asks several relays at once
   */
  public RelaySessionStore(
      TunnelDirectory directory,
      AgentLocations locations,
      RelayClients clients,
      RelayLinks links,
      ExecutorService executor) {
    this.directory = directory;
    this.locations = locations;
    this.clients = clients;
    this.links = links;
    this.executor = executor;
  }

  @Override
  public void register(RemoteSessionHandle session) throws SessionStoreException {
    throw notSupported("register");
  }

  @Override
  public void unregister(String sessionId) throws SessionStoreException {
    TunnelLookup.At found = place(sessionId);
    for (TunnelLookup.At at : found == null ? List.<TunnelLookup.At>of() : found.all()) {
      Long generation = at.place().generation() == 0 ? null : at.place().generation();
      asked(() -> {
        clients.of(at.relay()).close(sessionId, generation, null);
        return true;
      });
    }
  }

  /** By {@link TunnelCloser}, which knows of each relay whether it has closed it. */
  @Override
  public void revoke(String sessionId, int leastVersion) throws SessionStoreException {
    throw notSupported("revoke");
  }

  @Override
  public RemoteSessionHandle lookup(String sessionId) throws SessionStoreException {
    return new RemoteSessionHandle(summary(sessionId), this);
  }

  /** The summary of a live session, asked now. */
  SessionSummary summary(String sessionId) throws SessionStoreException {
    JsonObject found = session(sessionId);
    SessionSummary summary = found == null ? null : asked(() -> SummaryJson.read(found));
    if (summary == null) {
      throw new SessionStoreException(Code.NOT_FOUND, "no such session");
    }
    return summary;
  }

  @Override
  public boolean exists(String sessionId) throws SessionStoreException {
    return session(sessionId) != null;
  }

  /** Asks where it was seen last, and, when it is not there, where it is by now. */
  private @Nullable JsonObject session(String sessionId) throws SessionStoreException {
    TunnelLookup.At at = place(sessionId);
    if (at == null) {
      return null;
    }
    JsonObject found = session(at, sessionId);
    if (found != null || directory.isLocal()) {
      return found;
    }
    locations.forget(sessionId);
    TunnelLookup.At now = place(sessionId);
    return now == null || now.all().equals(at.all()) ? null : session(now, sessionId);
  }

  /** One of two tunnels is enough, and so is one of two relays that answers. */
  private @Nullable JsonObject session(TunnelLookup.At at, String sessionId)
      throws SessionStoreException {
    SessionStoreException failed = null;
    for (TunnelLookup.At each : at.all()) {
      try {
        JsonObject found = asked(() -> clients.of(each.relay()).session(sessionId));
        if (found != null) {
          return found;
        }
      } catch (SessionStoreException away) {
        failed = away;
      }
    }
    if (failed != null) {
      throw failed;
    }
    return null;
  }

  /** The link to the relay that has the session. */
  RelayLink link(String sessionId) throws SessionStoreException {
    TunnelLookup.At at = place(sessionId);
    if (at == null) {
      throw new SessionStoreException(Code.NOT_FOUND, "no such session");
    }
    return links.to(at.relay());
  }

  private TunnelLookup.@Nullable At place(String sessionId) throws SessionStoreException {
    try {
      return switch (locations.of(sessionId)) {
        case TunnelLookup.At at -> at;
        case TunnelLookup.Nowhere _ -> null;
        case TunnelLookup.Unknown _ ->
            throw new SessionStoreException(
                Code.DIRECTORY_UNAVAILABLE, "where the session is cannot be told");
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SessionStoreException(Code.RELAY_UNAVAILABLE, "interrupted", e);
    }
  }

  @Override
  public List<SessionSummary> list() throws SessionStoreException {
    return everywhere(client -> SummaryJson.readPage(client.sessions(null)));
  }

  /** One question to each relay for all of them, and no answer for anybody else's. */
  @Override
  public List<SessionSummary> list(Collection<String> sessionIds) throws SessionStoreException {
    String ids = String.join(",", sessionIds);
    return sessionIds.isEmpty()
        ? List.of()
        : everywhere(client -> SummaryJson.readPage(client.sessions(ids)));
  }

  @Override
  public List<SessionSummary> listOf(Set<String> owners) throws SessionStoreException {
    Listing known = listKnown(owners);
    if (!known.complete()) {
      throw new SessionStoreException(Code.RELAY_UNAVAILABLE, "a relay could not be asked");
    }
    return known.sessions();
  }

  /** One relay that cannot be asked takes nothing away from what the others tell. */
  @Override
  public Listing listKnown(Set<String> owners) throws SessionStoreException {
    List<String> asked = List.copyOf(owners);
    List<SessionSummary> all = new ArrayList<>();
    boolean complete = directory.isSettled();
    for (int from = 0; from < asked.size(); from += OWNERS_AT_ONCE) {
      List<String> some = asked.subList(from, Math.min(from + OWNERS_AT_ONCE, asked.size()));
      JsonObject body =
          CachedJson.createObjectBuilder()
              .add("owners", CachedJson.createArrayBuilder(some))
              .build();
      Listing these = known(client -> SummaryJson.readPage(client.presence(body)));
      all.addAll(these.sessions());
      complete &= these.complete();
    }
    return new Listing(all, complete);
  }

  /** What all relays answer; an agent that moves may be in it twice. */
  private List<SessionSummary> everywhere(Function<RelayClient, List<SessionSummary>> question)
      throws SessionStoreException {
    List<RelayInfo> relays = List.copyOf(directory.relays().values());
    if (relays.isEmpty()) {
      throw new SessionStoreException(Code.RELAY_UNAVAILABLE, "no relay is known");
    }
    return everywhere(relays, question);
  }

  /** What those relays answer that can be asked. */
  private Listing known(Function<RelayClient, List<SessionSummary>> question)
      throws SessionStoreException {
    List<RelayInfo> relays = List.copyOf(directory.relays().values());
    if (relays.size() <= 1) {
      return new Listing(everywhere(question), true);
    }
    List<SessionSummary> all = new ArrayList<>();
    int answered = 0;
    for (Future<List<SessionSummary>> each : ask(relays, question)) {
      try {
        all.addAll(answer(each));
        answered++;
      } catch (SessionStoreException away) {
        LOG.log(Level.DEBUG, "A relay cannot be asked; the others are", away);
      }
    }
    return new Listing(all, answered == relays.size());
  }

  private List<SessionSummary> everywhere(
      List<RelayInfo> relays, Function<RelayClient, List<SessionSummary>> question)
      throws SessionStoreException {
    if (relays.size() == 1) {
      return answers(relays.getFirst(), question);
    }
    List<SessionSummary> all = new ArrayList<>();
    for (Future<List<SessionSummary>> each : ask(relays, question)) {
      all.addAll(answer(each));
    }
    return all;
  }

  private List<Future<List<SessionSummary>>> ask(
      List<RelayInfo> relays, Function<RelayClient, List<SessionSummary>> question) {
    return relays.stream().map(relay -> executor.submit(() -> answers(relay, question))).toList();
  }

  private List<SessionSummary> answers(
      RelayInfo relay, Function<RelayClient, List<SessionSummary>> question)
      throws SessionStoreException {
    List<SessionSummary> found = asked(() -> question.apply(clients.of(relay)));
    return found == null ? List.of() : found;
  }

  private static List<SessionSummary> answer(Future<List<SessionSummary>> asked)
      throws SessionStoreException {
    try {
      return asked.get();
    } catch (ExecutionException failed) {
      throw new SessionStoreException(Code.RELAY_UNAVAILABLE, "a relay could not be asked", failed);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SessionStoreException(Code.RELAY_UNAVAILABLE, "interrupted", e);
    }
  }

  @Override
  public void heartbeat(String sessionId) throws SessionStoreException {
    throw notSupported("heartbeat");
  }

  @Override
  public int cleanupExpired(Duration age) throws SessionStoreException {
    throw notSupported("cleanupExpired");
  }

  @Override
  public int closeAll() throws SessionStoreException {
    throw notSupported("closeAll");
  }

  /**
   * Whatever goes wrong in between (time-out, open circuit, full bulkhead, refused connection,
   * nonsense) means: could not ask.
   */
  private static <T> @Nullable T asked(Supplier<@Nullable T> question)
      throws SessionStoreException {
    try {
      return question.get();
    } catch (RuntimeException e) {
      throw new SessionStoreException(Code.RELAY_UNAVAILABLE, "the relay could not be asked", e);
    }
  }

  private static SessionStoreException notSupported(String operation) {
    return new SessionStoreException(Code.NOT_SUPPORTED, operation + " is the relay's own");
  }
}

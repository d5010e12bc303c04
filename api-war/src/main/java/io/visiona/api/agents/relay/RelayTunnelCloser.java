package io.visiona.api.agents.relay;

import io.visiona.shared.directory.RelayInfo;
import io.visiona.shared.directory.TunnelDirectory;
import io.visiona.shared.directory.TunnelLocation;
import io.visiona.shared.sessions.SessionStoreException;
import io.visiona.shared.sessions.SessionStoreException.Code;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Ends tunnels by the directory and the relays' internal API. Thread-safe. */
public final class RelayTunnelCloser implements TunnelCloser {
  private static final Logger LOG = System.getLogger(RelayTunnelCloser.class.getName());
  private static final long PATIENCE_MILLIS = 1000;

  private final TunnelDirectory directory;
  private final AgentLocations locations;
  private final RelayClients clients;

  public RelayTunnelCloser(
      TunnelDirectory directory, AgentLocations locations, RelayClients clients) {
    this.directory = directory;
    this.locations = locations;
    this.clients = clients;
  }

  @Override
  public Set<String> revoke(String agent, int leastVersion) throws SessionStoreException {
    locations.forget(agent);
    if (directory.isLocal() || leastVersion == 0) {
      return all();
    }
    try {
      return directory
          .revoke(agent, leastVersion)
          .toCompletableFuture()
          .get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
          .stream()
          .map(TunnelLocation::relay)
          .collect(Collectors.toUnmodifiableSet());
    } catch (ExecutionException | TimeoutException away) {
      LOG.log(Level.DEBUG, "The directory cannot be asked; all relays are", away);
      return all();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SessionStoreException(Code.RELAY_UNAVAILABLE, "interrupted", e);
    }
  }

  private Set<String> all() throws SessionStoreException {
    Set<String> known = Set.copyOf(directory.relays().keySet());
    if (known.isEmpty() && !directory.isAnswering()) {
      throw new SessionStoreException(Code.RELAY_UNAVAILABLE, "no relay is known");
    }
    return known;
  }

  @Override
  public void close(String relay, String agent, int leastVersion) throws SessionStoreException {
    RelayInfo at = directory.relays().get(relay);
    if (at != null) {
      try {
        clients.of(at).close(agent, null, leastVersion == 0 ? null : leastVersion);
      } catch (RuntimeException e) {
        throw new SessionStoreException(Code.RELAY_UNAVAILABLE, "the relay cannot be asked", e);
      }
    } else if (!directory.isAnswering()) {
      throw new SessionStoreException(Code.RELAY_UNAVAILABLE, "the relay is not known now");
    }
  }
}

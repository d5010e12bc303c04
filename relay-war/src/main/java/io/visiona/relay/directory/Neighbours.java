package io.visiona.relay.directory;

import io.visiona.shared.directory.RelayInfo;
import io.visiona.shared.directory.TunnelDirectory;
import java.net.URI;
import java.util.Comparator;
import java.util.List;

/**
 * The other relays, as an agent is told of them that wants a second tunnel: one at another relay,
 * for when this one dies. Thread-safe.
 */
public final class Neighbours {
  private static final int MOST = 4;

  private final TunnelDirectory directory;
  private final String self;

  /** The neighbours of the relay of that id. */
  public Neighbours(TunnelDirectory directory, String self) {
    this.directory = directory;
    this.self = self;
  }

  /** Whether there is one relay for good, so that nobody needs two tunnels. */
  public boolean isAlone() {
    return directory.isLocal();
  }

  /** This relay's id. */
  public String self() {
    return self;
  }

  /** Where agents reach others that take them, the emptiest first; a few. */
  public List<URI> urls() {
    return directory.relays().values().stream()
        .filter(relay -> !relay.id().equals(self) && relay.state() == RelayInfo.State.UP)
        .filter(relay -> relay.tunnels() < relay.capacity())
        .sorted(Comparator.comparingDouble(RelayInfo::filled))
        .flatMap(relay -> relay.publicUrl().stream())
        .limit(MOST)
        .toList();
  }
}

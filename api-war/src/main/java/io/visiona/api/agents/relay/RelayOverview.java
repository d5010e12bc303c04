package io.visiona.api.agents.relay;

import com.github.benmanes.caffeine.cache.Ticker;
import io.visiona.shared.coding.CachedJson;
import io.visiona.shared.directory.RelayInfo;
import io.visiona.shared.directory.RelayInfo.State;
import io.visiona.shared.directory.RelayJson;
import io.visiona.shared.directory.TunnelDirectory;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The relays as an API server knows them, for operators and for readiness. Thread-safe; {@link
 * #listing} blocks, for four seconds at most.
 */
public final class RelayOverview {
  private static final Logger LOG = System.getLogger(RelayOverview.class.getName());
  private static final long PATIENCE_MILLIS = 2000;

  /**
   * So long after one was seen up there counts as being one. When Redis has lost its data, no relay
   * is in it for 5 s, and joining for some more; all servers would be out at once.
   */
  private static final long UP_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final TunnelDirectory directory;
  private final RelayClients clients;
  private final Ticker ticker;
  private volatile @Nullable Long upNanos;

  public RelayOverview(TunnelDirectory directory, RelayClients clients, Ticker ticker) {
    this.directory = directory;
    this.clients = clients;
    this.ticker = ticker;
  }

  /** Whether there is one relay for good, without a directory. */
  public boolean isOne() {
    return directory.isLocal();
  }

  /** Whether the directory answered when it was last asked; at most about a second ago. */
  public boolean isDirectoryAnswering() {
    return directory.isAnswering();
  }

  /**
   * Whether of several relays at least one is up, as far as is known: while the directory does not
   * answer, what it told last counts.
   */
  public boolean isOneUp() {
    long now = ticker.read();
    if (directory.relays().values().stream().anyMatch(relay -> relay.state() == State.UP)) {
      upNanos = now;
      return true;
    }
    Long last = upNanos;
    return last != null && now - last < UP_NANOS;
  }

  /**
   * All relays, by id: {@code {"directory":"up","items":[{"id","state","tunnels","capacity",
   * "version","region","lease_age_seconds"}]}}. While the directory is {@code away}, what was known
   * last, without ages. One relay for good has no lease; while it does not answer, its state,
   * tunnels, capacity, version and region are null.
   */
  public JsonObject listing() throws InterruptedException {
    Map<String, Duration> ages = Map.of();
    boolean answered = false;
    try {
      ages =
          directory.leaseAges().toCompletableFuture().get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
      answered = true;
    } catch (ExecutionException | TimeoutException away) {
      LOG.log(Level.DEBUG, "The directory cannot be asked", away);
    }
    JsonArrayBuilder items = CachedJson.createArrayBuilder();
    List<RelayInfo> relays =
        directory.relays().values().stream().sorted(Comparator.comparing(RelayInfo::id)).toList();
    for (RelayInfo relay : relays) {
      JsonObjectBuilder item = isOne() ? asked(relay) : RelayJson.of(relay);
      Duration age = ages.get(relay.id());
      items.add(
          age == null
              ? item.addNull("lease_age_seconds")
              : item.add("lease_age_seconds", age.toSeconds()));
    }
    return CachedJson.createObjectBuilder()
        .add("directory", answered ? "up" : "away")
        .add("items", items)
        .build();
  }

  /** There is no lease to read it from. */
  private JsonObjectBuilder asked(RelayInfo relay) {
    try {
      JsonObject said = clients.of(relay).relay();
      if (said != null) {
        return CachedJson.createObjectBuilder(said);
      }
    } catch (RuntimeException silent) {
      LOG.log(Level.DEBUG, "The relay cannot be asked", silent);
    }
    return CachedJson.createObjectBuilder()
        .add("id", relay.id())
        .addNull("state")
        .addNull("tunnels")
        .addNull("capacity")
        .addNull("version")
        .addNull("region");
  }
}

package io.visiona.shared.directory;

import io.visiona.shared.coding.CachedJson;
import jakarta.json.JsonObjectBuilder;

/** What a relay says of itself, for the internal API. */
public final class RelayJson {
  private RelayJson() {}

  /**
   * {@code {"id","state","tunnels","capacity","version"}}, without addresses; the version is null
   * where the relay does not tell it.
   */
  public static JsonObjectBuilder of(RelayInfo relay) {
    JsonObjectBuilder json =
        CachedJson.createObjectBuilder()
            .add("id", relay.id())
            .add("state", relay.state().tag())
            .add("tunnels", relay.tunnels())
            .add("capacity", relay.capacity());
    return relay.version().isEmpty()
        ? json.addNull("version")
        : json.add("version", relay.version());
  }
}

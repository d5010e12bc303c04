package io.visiona.shared.directory;

import io.visiona.shared.coding.CachedJson;
import jakarta.json.JsonObjectBuilder;

/** What a relay says of itself, for the internal API. */
public final class RelayJson {
  private RelayJson() {}

  /**
   * {@code {"id","state","tunnels","capacity","version","region"}}, without addresses; version and
   * region are null where the relay does not tell them.
   */
  public static JsonObjectBuilder of(RelayInfo relay) {
    JsonObjectBuilder json =
        CachedJson.createObjectBuilder()
            .add("id", relay.id())
            .add("state", relay.state().tag())
            .add("tunnels", relay.tunnels())
            .add("capacity", relay.capacity());
    return told(told(json, "version", relay.version()), "region", relay.region());
  }

  private static JsonObjectBuilder told(JsonObjectBuilder json, String name, String value) {
    return value.isEmpty() ? json.addNull(name) : json.add(name, value);
  }
}

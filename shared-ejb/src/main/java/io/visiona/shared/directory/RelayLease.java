package io.visiona.shared.directory;

import io.visiona.shared.coding.CachedJson;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.StringReader;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/** How a relay's lease is written: its epoch, a space, and the rest as JSON, which may grow. */
final class RelayLease {
  private RelayLease() {}

  static String text(RelayInfo relay) {
    JsonObjectBuilder rest =
        CachedJson.createObjectBuilder()
            .add("url", relay.url().toString())
            .add("state", relay.state().name())
            .add("tunnels", relay.tunnels())
            .add("capacity", relay.capacity())
            .add("version", relay.version());
    if (!relay.region().isEmpty()) {
      rest.add("region", relay.region());
    }
    relay.publicUrl().ifPresent(url -> rest.add("public", url.toString()));
    return relay.epoch() + " " + rest.build();
  }

  /** Empty for what is no lease, or names a URL that is not allowed. */
  static Optional<RelayInfo> parse(String id, String text, Pattern allowedUrls) {
    int space = text.indexOf(' ');
    if (space <= 0) {
      return Optional.empty();
    }
    try (var reader = CachedJson.createReader(new StringReader(text.substring(space + 1)))) {
      JsonObject rest = reader.readObject();
      String url = rest.getString("url");
      return allowedUrls.matcher(url).matches()
          ? Optional.of(
              new RelayInfo(
                  id,
                  text.substring(0, space),
                  URI.create(url),
                  Optional.of(rest.getString("public", ""))
                      .filter(given -> !given.isEmpty())
                      .map(URI::create),
                  RelayInfo.State.valueOf(rest.getString("state")),
                  rest.getInt("tunnels", 0),
                  rest.getInt("capacity", 0),
                  rest.getString("version", ""),
                  rest.getString("region", "")))
          : Optional.empty();
    } catch (JsonException
        | NullPointerException
        | ClassCastException
        | IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }
}

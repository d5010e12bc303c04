package io.visiona.agent.pairing;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** The servers that files may be fetched from, as they are told at pairing and kept. */
final class FileOrigins {
  private FileOrigins() {}

  /**
   * Reads {@code file_origins}; none where an older server or file has no such field.
   *
   * @throws IllegalArgumentException when one of them is not an http or https URL
   * @throws ClassCastException when it is not a list of texts
   */
  static List<String> of(JsonObject json) {
    JsonArray values = json.getJsonArray("file_origins");
    List<String> origins = new ArrayList<>();
    if (values != null) {
      for (JsonString value : values.getValuesAs(JsonString.class)) {
        URI url = URI.create(value.getString());
        boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!web || url.getHost() == null) {
          throw new IllegalArgumentException("a file origin is an http or https URL");
        }
        origins.add(value.getString());
      }
    }
    return origins;
  }
}

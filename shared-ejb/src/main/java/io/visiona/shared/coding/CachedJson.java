package io.visiona.shared.coding;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonParser;
import java.io.Reader;
import java.util.Collection;
import java.util.Map;

/**
 * What {@link jakarta.json.Json} does, with a provider that is looked up once. That class looks it
 * up at each call, which in a server is a search through class loaders with an exception in it: it
 * took a twentieth of the processor while refusals were told. Thread-safe, as providers are
 * (Jakarta JSON Processing 2.1, {@link JsonProvider}); what it makes is not.
 */
public final class CachedJson {
  private static final JsonProvider PROVIDER = JsonProvider.provider();

  private CachedJson() {}

  /** As {@link jakarta.json.Json#createObjectBuilder()}. */
  public static JsonObjectBuilder createObjectBuilder() {
    return PROVIDER.createObjectBuilder();
  }

  /** As {@link jakarta.json.Json#createObjectBuilder(Map)}. */
  public static JsonObjectBuilder createObjectBuilder(Map<String, ?> values) {
    return PROVIDER.createObjectBuilder(values);
  }

  /** As {@link jakarta.json.Json#createArrayBuilder()}. */
  public static JsonArrayBuilder createArrayBuilder() {
    return PROVIDER.createArrayBuilder();
  }

  /** As {@link jakarta.json.Json#createArrayBuilder(Collection)}. */
  public static JsonArrayBuilder createArrayBuilder(Collection<?> values) {
    return PROVIDER.createArrayBuilder(values);
  }

  /** As {@link jakarta.json.Json#createParser(Reader)}. */
  public static JsonParser createParser(Reader reader) {
    return PROVIDER.createParser(reader);
  }

  /** As {@link jakarta.json.Json#createReader(Reader)}. */
  public static JsonReader createReader(Reader reader) {
    return PROVIDER.createReader(reader);
  }
}

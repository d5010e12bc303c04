package io.visiona.agent.json;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds a JSON object. What has no value is written as {@code null} and never left out; numbers
 * have at most five decimals, and one that is not finite counts as no value. Not thread-safe.
 */
public final class JsonFields {
  /** Looked up once: every lookup reads the service files of the class path. */
  static final JsonProvider JSON = JsonProvider.provider();

  private static final int DECIMALS = 5;

  private final JsonObjectBuilder builder = JSON.createObjectBuilder();

  public static JsonFields fields() {
    return new JsonFields();
  }

  public JsonFields put(String name, @Nullable String value) {
    return value == null ? none(name) : put(name, JSON.createValue(value));
  }

  public JsonFields put(String name, @Nullable Instant value) {
    return put(name, value == null ? null : Times.text(value));
  }

  public JsonFields put(String name, @Nullable Boolean value) {
    return value == null ? none(name) : put(name, value ? JsonValue.TRUE : JsonValue.FALSE);
  }

  public JsonFields put(String name, @Nullable Integer value) {
    return value == null ? none(name) : put(name, JSON.createValue(value));
  }

  public JsonFields put(String name, @Nullable Long value) {
    return value == null ? none(name) : put(name, JSON.createValue(value));
  }

  public JsonFields put(String name, @Nullable Double value) {
    return value == null ? none(name) : put(name, number(value));
  }

  public JsonFields put(String name, @Nullable JsonValue value) {
    builder.add(name, value == null ? JsonValue.NULL : value);
    return this;
  }

  /** A list of texts, numbers or JSON values. */
  public JsonFields put(String name, Collection<?> values) {
    return put(name, list(values));
  }

  public JsonFields put(String name, @Nullable JsonArray values) {
    builder.add(name, values == null ? JsonValue.NULL : values);
    return this;
  }

  public JsonFields none(String name) {
    builder.addNull(name);
    return this;
  }

  public JsonObject object() {
    return builder.build();
  }

  /** A JSON array of texts, numbers or JSON values. */
  public static JsonArray list(Collection<?> values) {
    JsonArrayBuilder list = JSON.createArrayBuilder();
    values.forEach(value -> list.add(value(value)));
    return list.build();
  }

  /** Plain values (texts, numbers, truth values, lists, maps, JSON) as JSON. */
  public static JsonValue value(@Nullable Object plain) {
    return switch (plain) {
      case null -> JsonValue.NULL;
      case JsonValue json -> json;
      case String text -> JSON.createValue(text);
      case Boolean flag -> flag ? JsonValue.TRUE : JsonValue.FALSE;
      case Integer whole -> JSON.createValue(whole);
      case Long whole -> JSON.createValue(whole);
      case Double real -> number(real);
      case Instant time -> JSON.createValue(Times.text(time));
      case Collection<?> several -> list(several);
      case Map<?, ?> map -> object(map);
      default -> JSON.createValue(plain.toString());
    };
  }

  /** The object of a map of plain values. */
  public static JsonObject object(Map<?, ?> map) {
    JsonFields fields = fields();
    map.forEach((name, value) -> fields.put(String.valueOf(name), value(value)));
    return fields.object();
  }

  /** At most five decimals; null when it is not finite. */
  public static JsonValue number(double value) {
    if (!Double.isFinite(value)) {
      return JsonValue.NULL;
    }
    BigDecimal rounded =
        BigDecimal.valueOf(value).setScale(DECIMALS, RoundingMode.HALF_EVEN).stripTrailingZeros();
    return JSON.createValue(rounded.scale() < 0 ? rounded.setScale(0) : rounded);
  }
}

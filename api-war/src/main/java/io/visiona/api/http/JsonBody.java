package io.visiona.api.http;

import io.visiona.shared.coding.CachedJson;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The JSON object of a request. Fields nobody asks for are ignored; one of the wrong type, or out
 * of bounds, is a bad request that names the field.
 */
public final class JsonBody {
  private final JsonObject object;

  public JsonBody(JsonObject object) {
    this.object = object;
  }

  /** A text of 1 to {@code longest} characters that must be there. */
  public String text(String field, int longest) {
    return optionalText(field, longest).orElseThrow(() -> bad(field, field + " is required"));
  }

  /**
   * A credential that must be there. Its form is not judged: a malformed one is as wrong as any
   * other wrong one.
   */
  public String credential(String field) {
    JsonValue value = object.get(field);
    if (value instanceof JsonString string) {
      return string.getString();
    }
    throw bad(field, field + (value == null ? " is required" : " must be a text"));
  }

  /**
   * A list of up to {@code most} credentials, or nothing. Their form is not judged either: what is
   * no text counts as the empty one, which is nobody's, so that it says nothing of the others.
   */
  public Optional<List<String>> credentials(String field, int most) {
    JsonValue value = object.get(field);
    if (value == null || value == JsonValue.NULL) {
      return Optional.empty();
    }
    if (!(value instanceof JsonArray array) || array.size() > most) {
      throw bad(field, field + " must be a list of at most " + most + " texts");
    }
    return Optional.of(
        array.stream()
            .map(item -> item instanceof JsonString string ? string.getString() : "")
            .toList());
  }

  /**
   * A text of 1 to {@code longest} characters, or nothing; {@code null} counts as nothing.
   * Surrounding blanks are dropped.
   */
  public Optional<String> optionalText(String field, int longest) {
    JsonValue value = object.get(field);
    if (value == null || value == JsonValue.NULL) {
      return Optional.empty();
    }
    if (!(value instanceof JsonString string)) {
      throw bad(field, field + " must be a text");
    }
    String text = string.getString().strip();
    if (text.isEmpty() || text.length() > longest) {
      throw bad(field, field + " must have 1 to " + longest + " characters");
    }
    if (text.chars().anyMatch(Character::isISOControl) || !isWellFormed(text)) {
      throw bad(field, field + " must not have control characters");
    }
    return Optional.of(text);
  }

  /** {@code true} or {@code false}, or nothing; {@code null} counts as nothing. */
  public Optional<Boolean> optionalFlag(String field) {
    JsonValue value = object.get(field);
    if (value == null || value == JsonValue.NULL) {
      return Optional.empty();
    }
    return switch (value.getValueType()) {
      case TRUE -> Optional.of(true);
      case FALSE -> Optional.of(false);
      case ARRAY, OBJECT, STRING, NUMBER, NULL ->
          throw bad(field, field + " must be true or false");
    };
  }

  /**
   * A text of at most {@code longest} characters that may be empty and may have line breaks, or
   * nothing; {@code null} counts as nothing.
   */
  public Optional<String> optionalNote(String field, int longest) {
    JsonValue value = object.get(field);
    if (value == null || value == JsonValue.NULL) {
      return Optional.empty();
    }
    if (!(value instanceof JsonString string)) {
      throw bad(field, field + " must be a text");
    }
    String text = string.getString().strip();
    boolean control = text.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n');
    if (text.length() > longest || control || !isWellFormed(text)) {
      throw bad(
          field,
          field + " must have at most " + longest + " characters, and no control characters");
    }
    return Optional.of(text);
  }

  /**
   * A list of up to {@code most} different texts of 1 to {@code longest} characters, or nothing;
   * {@code null} counts as nothing.
   */
  public Optional<List<String>> optionalTexts(String field, int most, int longest) {
    JsonValue value = object.get(field);
    if (value == null || value == JsonValue.NULL) {
      return Optional.empty();
    }
    if (!(value instanceof JsonArray array) || array.size() > most) {
      throw bad(field, field + " must be a list of at most " + most + " texts");
    }
    List<String> texts = new ArrayList<>();
    for (JsonValue item : array) {
      JsonObject one = CachedJson.createObjectBuilder().add(field, item).build();
      String text = new JsonBody(one).text(field, longest);
      if (!texts.contains(text)) {
        texts.add(text);
      }
    }
    return Optional.of(List.copyOf(texts));
  }

  /** No half of a surrogate pair, which no database would keep. */
  private static boolean isWellFormed(String text) {
    return text.codePoints()
        .noneMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
  }

  private static ApiException bad(String field, String message) {
    return new ApiException(ErrorCode.BAD_REQUEST, message, Map.of("field", field));
  }
}

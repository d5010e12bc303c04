package io.visiona.agent.json;

import io.visiona.agent.error.AgentException;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request's object, read field by field: the wrong type is {@code bad_request} with the field's
 * name, a number outside its bounds {@code out_of_range}. A field that is null counts as absent.
 *
 * @param json what was sent
 */
public record Body(JsonObject json) {
  public boolean has(String field) {
    return find(field) != null;
  }

  private @Nullable JsonValue find(String field) {
    JsonValue value = json.get(field);
    return value == null || value.getValueType() == JsonValue.ValueType.NULL ? null : value;
  }

  private JsonValue required(String field) throws AgentException {
    JsonValue value = find(field);
    if (value == null) {
      throw AgentException.badField(field, field + " is missing.");
    }
    return value;
  }

  /** A text of so many characters, neither blank nor with control characters. */
  public String text(String field, int most) throws AgentException {
    return text(field, required(field), most);
  }

  public @Nullable String textOrNull(String field, int most) throws AgentException {
    JsonValue value = find(field);
    return value == null ? null : text(field, value, most);
  }

  private static String text(String field, JsonValue value, int most) throws AgentException {
    if (!(value instanceof JsonString string)) {
      throw AgentException.badField(field, field + " is a text.");
    }
    String text = string.getString();
    if (text.isBlank() || text.codePointCount(0, text.length()) > most) {
      throw AgentException.badField(field, field + " has 1 to " + most + " characters.");
    }
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw AgentException.badField(field, field + " has no control characters.");
    }
    return text;
  }

  public boolean flag(String field, boolean otherwise) throws AgentException {
    JsonValue value = find(field);
    if (value == null) {
      return otherwise;
    }
    return switch (value.getValueType()) {
      case TRUE -> true;
      case FALSE -> false;
      default -> throw AgentException.badField(field, field + " is true or false.");
    };
  }

  public long whole(String field, long least, long most) throws AgentException {
    return whole(field, required(field), least, most);
  }

  public long whole(String field, long otherwise, long least, long most) throws AgentException {
    JsonValue value = find(field);
    return value == null ? otherwise : whole(field, value, least, most);
  }

  private static long whole(String field, JsonValue value, long least, long most)
      throws AgentException {
    if (!(value instanceof JsonNumber number)) {
      throw AgentException.badField(field, field + " is a number.");
    }
    double real = number.doubleValue();
    if (real < least || real > most) {
      throw AgentException.outOfRange(field, least, most);
    }
    if (real != Math.rint(real)) {
      throw AgentException.badField(field, field + " is a whole number.");
    }
    return number.longValue();
  }

  public double number(String field, double otherwise, double least, double most)
      throws AgentException {
    return has(field) ? number(field, least, most) : otherwise;
  }

  public double number(String field, double least, double most) throws AgentException {
    if (!(required(field) instanceof JsonNumber number)) {
      throw AgentException.badField(field, field + " is a number.");
    }
    double real = number.doubleValue();
    if (!(real >= least && real <= most)) {
      throw AgentException.outOfRange(field, least, most);
    }
    return real;
  }

  public @Nullable Body objectOrNull(String field) throws AgentException {
    JsonValue value = find(field);
    if (value == null) {
      return null;
    }
    if (value instanceof JsonObject object) {
      return new Body(object);
    }
    throw AgentException.badField(field, field + " is an object.");
  }

  public Body object(String field) throws AgentException {
    Body object = objectOrNull(field);
    if (object == null) {
      throw AgentException.badField(field, field + " is missing.");
    }
    return object;
  }

  /** The elements of a list; an absent list is null. */
  public @Nullable List<JsonValue> listOrNull(String field, int most) throws AgentException {
    JsonValue value = find(field);
    if (value == null) {
      return null;
    }
    if (!(value instanceof JsonArray array)) {
      throw AgentException.badField(field, field + " is a list.");
    }
    if (array.size() > most) {
      throw AgentException.badField(field, field + " has at most " + most + " elements.");
    }
    return List.copyOf(array);
  }

  /** The elements of a list of objects; an absent one is empty. */
  public List<Body> objects(String field, int most) throws AgentException {
    List<JsonValue> values = listOrNull(field, most);
    List<Body> bodies = new ArrayList<>();
    for (JsonValue value : values == null ? List.<JsonValue>of() : values) {
      if (!(value instanceof JsonObject object)) {
        throw AgentException.badField(field, field + " is a list of objects.");
      }
      bodies.add(new Body(object));
    }
    return bodies;
  }
}

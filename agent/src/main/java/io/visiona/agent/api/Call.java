package io.visiona.agent.api;

import io.visiona.agent.driver.CameraId;
import io.visiona.agent.driver.DeviceId;
import io.visiona.agent.error.AgentErrorCode;
import io.visiona.agent.error.AgentException;
import io.visiona.agent.http.Exchange;
import io.visiona.agent.json.Body;
import io.visiona.agent.json.JsonFields;
import io.visiona.agent.json.JsonText;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hc.core5.http.HttpException;
import org.jspecify.annotations.Nullable;

/** One call of a row: its parameters, its body, and its answer. Not thread-safe. */
public final class Call {
  static final String JSON = "application/json; charset=utf-8";
  private static final int MOST_BODY_BYTES = 64 * 1024;

  private final Exchange exchange;
  private final Map<String, String> parameters;

  Call(Exchange exchange, Map<String, String> parameters) {
    this.exchange = exchange;
    this.parameters = Map.copyOf(parameters);
  }

  Exchange exchange() {
    return exchange;
  }

  DeviceId device() {
    return new DeviceId(parameter("device"));
  }

  CameraId camera() {
    return new CameraId(parameter("camera"));
  }

  String parameter(String name) {
    String value = parameters.get(name);
    if (value == null) {
      throw new IllegalStateException("the row has no " + name);
    }
    return value;
  }

  /** Reads the JSON body; an empty one counts as an empty object. */
  Body body() throws AgentException, IOException, HttpException {
    if (!exchange.hasBody()) {
      return new Body(JsonValue.EMPTY_JSON_OBJECT);
    }
    InputStream in = exchange.body();
    byte[] bytes = in.readNBytes(MOST_BODY_BYTES + 1);
    if (bytes.length > MOST_BODY_BYTES) {
      throw new AgentException(
          AgentErrorCode.PAYLOAD_TOO_LARGE,
          "The body is too large.",
          Map.of("limit_bytes", MOST_BODY_BYTES));
    }
    if (bytes.length > 0 && !isJson(exchange.header("Content-Type"))) {
      throw new AgentException(
          AgentErrorCode.UNSUPPORTED_MEDIA,
          "The body is JSON.",
          Map.of("accepted", List.of("application/json")));
    }
    return new Body(JsonText.object(bytes));
  }

  private static boolean isJson(@Nullable String type) {
    return type != null
        && type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("application/json");
  }

  /** Whether the caller wants this type more than others, by the order of {@code Accept}. */
  boolean accepts(String type) {
    String accept = exchange.header("Accept");
    return accept != null && accept.toLowerCase(Locale.ROOT).contains(type);
  }

  @Nullable String query(String name) {
    return exchange.target().query().get(name);
  }

  /** A whole number of the query. */
  long query(String name, long otherwise, long least, long most) throws AgentException {
    String text = query(name);
    if (text == null) {
      return otherwise;
    }
    long value;
    try {
      value = Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw AgentException.badField(name, name + " is a whole number.");
    }
    if (value < least || value > most) {
      throw AgentException.outOfRange(name, least, most);
    }
    return value;
  }

  double query(String name, double otherwise, double least, double most) throws AgentException {
    String text = query(name);
    if (text == null) {
      return otherwise;
    }
    double value;
    try {
      value = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw AgentException.badField(name, name + " is a number.");
    }
    if (Double.isNaN(value)) {
      throw AgentException.badField(name, name + " is a number.");
    }
    if (value < least || value > most) {
      throw AgentException.outOfRange(name, least, most);
    }
    return value;
  }

  boolean queryFlag(String name, boolean otherwise) throws AgentException {
    String text = query(name);
    if (text == null) {
      return otherwise;
    }
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw AgentException.badField(name, name + " is true or false.");
    };
  }

  /** One of a few words of the query. */
  <E extends Enum<E>> @Nullable E queryChoice(String name, Class<E> words) throws AgentException {
    String text = query(name);
    if (text == null) {
      return null;
    }
    for (E word : words.getEnumConstants()) {
      if (word.name().toLowerCase(Locale.ROOT).equals(text)) {
        return word;
      }
    }
    throw AgentException.badField(name, "There is no such " + name + ".");
  }

  /** Answers with JSON. */
  void json(int status, @Nullable JsonValue value) throws IOException, HttpException {
    exchange.add("Cache-Control", "no-store");
    exchange.send(status, JSON, value == null ? "null" : value.toString());
  }

  void json(JsonObject value) throws IOException, HttpException {
    json(200, value);
  }

  /** Answers with a picture. */
  void image(String type, byte[] bytes) throws IOException, HttpException {
    exchange.add("Cache-Control", "no-store");
    OutputStream out = exchange.begin(200, type, bytes.length);
    out.write(bytes);
  }

  /** Answers with the error envelope. */
  static void refuse(Exchange exchange, AgentException why) throws IOException, HttpException {
    JsonFields error =
        JsonFields.fields().put("code", why.code().text()).put("message", why.getMessage());
    if (!why.details().isEmpty()) {
      error.put("details", JsonFields.object(why.details()));
    }
    if (why.code() == AgentErrorCode.TOO_MANY_STREAMS
        || why.code() == AgentErrorCode.RATE_LIMITED) {
      exchange.add("Retry-After", "5");
    }
    String text = JsonFields.fields().put("error", error.object()).object().toString();
    exchange.send(why.code().status(), JSON, text);
  }
}

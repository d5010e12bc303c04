package io.visiona.agent.json;

import io.visiona.agent.error.AgentErrorCode;
import io.visiona.agent.error.AgentException;
import jakarta.json.JsonConfig;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Reads JSON that strangers sent: one object, well-formed UTF-8, no name twice. */
public final class JsonText {
  private static final JsonReaderFactory READERS =
      JsonFields.JSON.createReaderFactory(
          Map.of(JsonConfig.KEY_STRATEGY, JsonConfig.KeyStrategy.NONE));

  private JsonText() {}

  /**
   * Reads one object; nothing at all counts as an empty one.
   *
   * @throws AgentException {@code bad_request} for anything else
   */
  public static JsonObject object(byte[] bytes) throws AgentException {
    if (bytes.length == 0) {
      return JsonValue.EMPTY_JSON_OBJECT;
    }
    return object(decoded(bytes));
  }

  /** Reads one object. */
  public static JsonObject object(String text) throws AgentException {
    try (JsonReader reader = READERS.createReader(new StringReader(text))) {
      if (reader.readValue() instanceof JsonObject object) {
        return object;
      }
    } catch (JsonException | IllegalStateException e) {
      throw new AgentException(AgentErrorCode.BAD_REQUEST, "The body is not well-formed JSON.");
    }
    throw new AgentException(AgentErrorCode.BAD_REQUEST, "The body is not a JSON object.");
  }

  private static String decoded(byte[] bytes) throws AgentException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new AgentException(AgentErrorCode.BAD_REQUEST, "The body is not UTF-8.");
    }
  }
}

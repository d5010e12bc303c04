package io.visiona.api.http;

import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonStructure;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.io.StringReader;

/** Reads a {@link JsonBody}: at most {@link #LARGEST} bytes of UTF-8, whether announced or not. */
@Provider
@Consumes(MediaType.APPLICATION_JSON)
public class JsonBodyReader implements MessageBodyReader<JsonBody> {
  /** Larger than any request the API has; what is larger is not a mistake. */
  static final int LARGEST = 64 * 1024;

  @Override
  public boolean isReadable(Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
    return type == JsonBody.class;
  }

  @Override
  public JsonBody readFrom(
      Class<JsonBody> type,
      Type generic,
      Annotation[] annotations,
      MediaType media,
      MultivaluedMap<String, String> headers,
      InputStream body)
      throws IOException {
    byte[] bytes = body.readNBytes(LARGEST + 1);
    if (bytes.length > LARGEST) {
      throw new ApiException(ErrorCode.PAYLOAD_TOO_LARGE);
    }
    return parse(bytes);
  }

  static JsonBody parse(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      try (JsonReader reader = Json.createReader(new StringReader(text))) {
        JsonStructure read = reader.read();
        if (read instanceof JsonObject object) {
          return new JsonBody(object);
        }
      }
    } catch (CharacterCodingException | JsonException malformed) {
      throw new ApiException(ErrorCode.BAD_REQUEST, "The body is not valid JSON.");
    }
    throw new ApiException(ErrorCode.BAD_REQUEST, "The body must be a JSON object.");
  }
}

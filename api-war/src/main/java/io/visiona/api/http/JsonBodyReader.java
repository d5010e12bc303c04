package io.visiona.api.http;

import io.visiona.shared.coding.CachedJson;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads a {@link JsonBody}: at most {@link #LARGEST} bytes of UTF-8, whether announced or not. */
@Provider
@Consumes(MediaType.APPLICATION_JSON)
public class JsonBodyReader implements MessageBodyReader<JsonBody> {
  /** Larger than any request the API has; what is larger is not a mistake. */
  static final int LARGEST = 64 * 1024;

  @Override
  public boolean isReadable(
      Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
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
      try (JsonParser parser = CachedJson.createParser(new StringReader(text))) {
        if (parser.hasNext() && parser.next() == Event.START_OBJECT) {
          JsonBody body = new JsonBody(parser.getObject());
          if (!parser.hasNext()) { // it throws when anything but blanks follows
            return body;
          }
        }
      }
    } catch (CharacterCodingException notUtf8) {
      throw new ApiException(ErrorCode.BAD_REQUEST, "The body is not valid UTF-8.");
    } catch (
        RuntimeException malformed) { // the parser refuses deep nesting with no type of its own
      throw new ApiException(ErrorCode.BAD_REQUEST, "The body is not valid JSON.");
    }
    throw new ApiException(ErrorCode.BAD_REQUEST, "The body must be a JSON object.");
  }
}

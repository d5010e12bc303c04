package io.visiona.api.http;

import jakarta.inject.Singleton;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.JsonbConfig;
import jakarta.json.bind.config.PropertyNamingStrategy;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;

/**
 * Writes the records that resources answer with: field names in snake_case, and fields without a
 * value as {@code null}, so that a client sees every field there is. Whole or not at all. The
 * container's own writer would look for a {@code ContextResolver} at each answer, which takes
 * longer than the writing. Thread-safe.
 */
@Provider
@Singleton
@Produces(MediaType.APPLICATION_JSON)
public class JsonRecordWriter implements MessageBodyWriter<Record> {
  private static final Jsonb JSON =
      JsonbBuilder.create(
          new JsonbConfig()
              .withPropertyNamingStrategy(PropertyNamingStrategy.LOWER_CASE_WITH_UNDERSCORES)
              .withNullValues(true));

  /**
   * What a record looks like in an answer, for those that are part of something else, as an event.
   */
  public static String text(Record value) {
    return JSON.toJson(value);
  }

  @Override
  public boolean isWriteable(
      Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
    return type.isRecord();
  }

  @Override
  public void writeTo(
      Record value,
      Class<?> type,
      Type generic,
      Annotation[] annotations,
      MediaType media,
      MultivaluedMap<String, Object> headers,
      OutputStream out)
      throws IOException {
    out.write(text(value).getBytes(StandardCharsets.UTF_8));
  }
}

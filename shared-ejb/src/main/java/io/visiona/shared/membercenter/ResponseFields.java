package io.visiona.shared.membercenter;

import io.visiona.shared.coding.CachedJson;
import io.visiona.shared.config.Secret;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** Reads the fields of answers that may hold anything. */
final class ResponseFields {
  /** Nobody plans further ahead; above, numbers stop to fit where they are added. */
  private static final BigDecimal LONGEST_SECONDS =
      BigDecimal.valueOf(Duration.ofDays(3650).toSeconds());

  private ResponseFields() {}

  /** One JSON object in UTF-8 and nothing else. */
  static FetchResult parse(ByteBuffer body) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(body).toString();
      try (JsonParser parser = CachedJson.createParser(new StringReader(text))) {
        if (parser.hasNext() && parser.next() == Event.START_OBJECT) {
          FetchResult reply = new FetchResult.Document(parser.getObject());
          if (!parser.hasNext()) { // it throws when anything but blanks follows
            return reply;
          }
        }
      }
    } catch (CharacterCodingException notUtf8) {
      return new FetchResult.Failed(new FetchFailure.Unusable("an answer that is not UTF-8"));
    } catch (
        RuntimeException malformed) { // the parser refuses deep nesting with no type of its own
      return new FetchResult.Failed(new FetchFailure.Unusable("an answer that is not JSON"));
    }
    return new FetchResult.Failed(new FetchFailure.Unusable("an answer that is not a JSON object"));
  }

  /** A token: visible ASCII, for it has to fit into a header; empty for anything else. */
  static Optional<Secret> token(JsonObject json, String field) {
    if (json.get(field) instanceof JsonString string) {
      String token = string.getString();
      if (!token.isEmpty() && token.chars().allMatch(each -> each > ' ' && each < 0x7F)) {
        return Optional.of(new Secret(token));
      }
    }
    return Optional.empty();
  }

  /** Whether there is such a field with a value. */
  static boolean has(JsonObject json, String field) {
    JsonValue value = json.get(field);
    return value != null && value != JsonValue.NULL;
  }

  /** A positive number of seconds, whole ones of it, at most ten years; empty for anything else. */
  static Optional<Duration> lifetime(JsonObject json, String field) {
    return number(json, field).filter(number -> number.signum() > 0).map(ResponseFields::seconds);
  }

  /** A number of whatever size; empty when the field is no number. */
  static Optional<BigDecimal> number(JsonObject json, String field) {
    return json.get(field) instanceof JsonNumber number
        ? Optional.of(number.bigDecimalValue())
        : Optional.empty();
  }

  /** Compared before it is converted: the digits of 1e999999999 would fill the memory. */
  static Duration seconds(BigDecimal number) {
    return Duration.ofSeconds(number.min(LONGEST_SECONDS).longValue());
  }

  /** An RFC 3339 time; empty for anything else. */
  static Optional<Instant> time(JsonObject json, String field) {
    if (!(json.get(field) instanceof JsonString string)) {
      return Optional.empty();
    }
    try {
      return Optional.of(OffsetDateTime.parse(string.getString()).toInstant());
    } catch (DateTimeException notATime) {
      return Optional.empty();
    }
  }
}

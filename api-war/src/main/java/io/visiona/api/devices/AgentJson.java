package io.visiona.api.devices;

import io.visiona.api.proxy.UpstreamException;
import io.visiona.api.proxy.UpstreamExchange;
import io.visiona.shared.coding.CachedJson;
import io.visiona.shared.exchange.BodyFraming;
import jakarta.json.Json;
import jakarta.json.JsonConfig;
import jakarta.json.JsonNumber;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * JSON of an agent, of which nothing is taken on trust: UTF-8 without faults, one value, no key
 * twice, no number beyond a double. What passes is written again, so that two readers cannot read
 * it differently.
 */
final class AgentJson {
  /** Longest answer, in bytes. */
  static final int LONGEST = 1 << 20;

  /** Until all of it has arrived: JSON rows are answers, not streams. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private static final int PIECE = 8 * 1024;

  private static final JsonReaderFactory READERS =
      Json.createReaderFactory(Map.of(JsonConfig.KEY_STRATEGY, JsonConfig.KeyStrategy.NONE));

  private AgentJson() {}

  /** The whole body; empty when it is longer than allowed, or takes too long. */
  static Optional<byte[]> read(UpstreamExchange exchange) throws UpstreamException {
    if (exchange.framing() instanceof BodyFraming.Sized(long length) && length > LONGEST) {
      return Optional.empty();
    }
    long began = System.nanoTime();
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    byte[] piece = new byte[PIECE];
    for (int n = exchange.read(piece, 0, PIECE); n >= 0; n = exchange.read(piece, 0, PIECE)) {
      if (whole.size() + n > LONGEST || System.nanoTime() - began > PATIENCE_NANOS) {
        return Optional.empty();
      }
      whole.write(piece, 0, n);
    }
    return Optional.of(whole.toByteArray());
  }

  /** The one value the bytes are; empty when they are anything else. */
  static Optional<JsonValue> parse(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      try (JsonParser parser = CachedJson.createParser(new StringReader(text))) {
        // The reader below stops behind the first value; this one goes to the end.
        while (parser.hasNext()) {
          parser.next();
        }
      }
      try (JsonReader reader = READERS.createReader(new StringReader(text))) {
        JsonValue value = reader.readValue();
        return isFinite(value) ? Optional.of(value) : Optional.empty();
      }
    } catch (CharacterCodingException | RuntimeException notJson) {
      // The parser's own limits, of depth and of the length of numbers, come as other exceptions
      // than a fault of the text; to whoever asked they are the same.
      return Optional.empty();
    }
  }

  private static boolean isFinite(JsonValue value) {
    return switch (value.getValueType()) {
      case ARRAY -> value.asJsonArray().stream().allMatch(AgentJson::isFinite);
      case OBJECT -> value.asJsonObject().values().stream().allMatch(AgentJson::isFinite);
      case NUMBER -> Double.isFinite(((JsonNumber) value).doubleValue());
      case STRING, TRUE, FALSE, NULL -> true;
    };
  }
}

package io.visiona.api.models.converter;

import io.visiona.api.models.converter.ConverterException.Kind;
import io.visiona.shared.coding.CachedJson;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the converter's answers, and believes nothing of them that it has not looked at. */
final class JobResponseReader {
  /** Characters of a message that are kept. */
  static final int LONGEST_MESSAGE = 500;

  /** Characters of an object key that are read at all. */
  static final int LONGEST_KEY = 1024;

  private static final Pattern JOB_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final BigDecimal DONE = BigDecimal.valueOf(100);
  private static final BigDecimal LARGEST_FILE = BigDecimal.valueOf(1L << 50);

  private static final Map<String, Status> STATUSES =
      Map.of(
          "queued", Status.QUEUED,
          "running", Status.RUNNING,
          "succeeded", Status.SUCCEEDED,
          "failed", Status.FAILED,
          "cancelled", Status.CANCELLED);

  private JobResponseReader() {}

  /** The id of a job just made: {@code {"id":"…"}}. */
  static String jobId(String body) throws ConverterException {
    JsonObject answer = object(body);
    if (answer.get("id") instanceof JsonString id && JOB_ID.matcher(id.getString()).matches()) {
      return id.getString();
    }
    throw bad("no usable id");
  }

  /** Where a job stands: {@code {"status","progress","message","result":{"size","sha256"}}}. */
  static JobResponse.Known job(String body) throws ConverterException {
    JsonObject answer = object(body);
    Status status =
        answer.get("status") instanceof JsonString text ? STATUSES.get(text.getString()) : null;
    if (status == null) {
      throw bad("no status that is known");
    }
    Optional<ConversionResult> result =
        status == Status.SUCCEEDED ? Optional.of(result(answer)) : Optional.empty();
    return new JobResponse.Known(
        status, progress(answer.get("progress")), message(answer.get("message")), result);
  }

  /** Where a result was put: {@code {"target_object_key":"…"}}. */
  static String targetKey(String body) throws ConverterException {
    JsonObject answer = object(body);
    if (answer.get("target_object_key") instanceof JsonString key
        && !key.getString().isEmpty()
        && key.getString().length() <= LONGEST_KEY) {
      return key.getString();
    }
    throw bad("no usable target_object_key");
  }

  private static ConversionResult result(JsonObject answer) throws ConverterException {
    if (answer.get("result") instanceof JsonObject file
        && file.get("size") instanceof JsonNumber size
        && size.isIntegral()
        && size.bigDecimalValue().signum() > 0
        && size.bigDecimalValue().compareTo(LARGEST_FILE) <= 0
        && file.get("sha256") instanceof JsonString hash
        && SHA256.matcher(hash.getString()).matches()) {
      return new ConversionResult(size.longValueExact(), hash.getString());
    }
    throw bad("success without size and sha256 of the result");
  }

  /**
   * What is above or below counts as the bound; what is no number as nothing. A number of any
   * length costs no more than its text.
   */
  private static OptionalInt progress(@Nullable JsonValue value) {
    if (!(value instanceof JsonNumber number)) {
      return OptionalInt.empty();
    }
    BigDecimal told = number.bigDecimalValue();
    if (told.signum() <= 0) {
      return OptionalInt.of(0);
    }
    return OptionalInt.of(told.compareTo(DONE) >= 0 ? DONE.intValue() : (int) told.doubleValue());
  }

  private static String message(@Nullable JsonValue value) {
    if (!(value instanceof JsonString text)) {
      return "";
    }
    StringBuilder kept = new StringBuilder();
    text.getString()
        .codePoints()
        .filter(point ->
            !Character.isISOControl(point) && Character.getType(point) != Character.SURROGATE)
        .limit(LONGEST_MESSAGE)
        .forEach(kept::appendCodePoint);
    if (kept.length() > LONGEST_MESSAGE) {
      kept.setLength(
          Character.isHighSurrogate(kept.charAt(LONGEST_MESSAGE - 1))
              ? LONGEST_MESSAGE - 1
              : LONGEST_MESSAGE);
    }
    return kept.toString().strip();
  }

  private static JsonObject object(String body) throws ConverterException {
    try (JsonReader reader = CachedJson.createReader(new StringReader(body))) {
      return reader.readObject();
    } catch (RuntimeException refused) { // the parser refuses deep nesting with no type of its own
      throw bad("no JSON object");
    }
  }

  private static ConverterException bad(String what) {
    return new ConverterException(Kind.BAD_ANSWER, "The converter's answer has " + what);
  }
}

package io.visiona.api.models.converter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.visiona.api.models.converter.ConverterException.Kind;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the converter may say, and what becomes of what it may not. */
final class JobResponseReaderTest {
  private static final String HASH = "0123456789abcdef".repeat(4);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0|0
          42|42
          42.9|42
          100|100
          -5|0
          -0.1|0
          101|100
          1e9|100
          1e-9|0
          1e999999999|100
          -1e999999999|0
          99999999999999999999999999999999|100
          """)
  void progress_isWithinItsBounds(String told, int kept) throws Exception {
    assertThat(progress(told)).hasValue(kept);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"50\"", "\"half\"", "null", "true", "[50]", "{}"})
  void progressThatIsNoNumber_isNone(String told) throws Exception {
    assertThat(progress(told)).isEmpty();
  }

  @Test
  void message_isCleanedAndCut() throws Exception {
    assertThat(message("line\\r\\none\\u0000\\u001b[31m")).isEqualTo("lineone[31m");
    assertThat(message("x".repeat(50_000))).hasSize(JobResponseReader.LONGEST_MESSAGE);
    assertThat(message("\\ud83d\\ude00".repeat(400))).hasSize(JobResponseReader.LONGEST_MESSAGE);
    assertThat(message("a" + "\\ud83d\\ude00".repeat(400)))
        .hasSize(JobResponseReader.LONGEST_MESSAGE - 1);
    assertThat(message("half \\ud83d of one")).isEqualTo("half  of one");
    assertThat(JobResponseReader.job("{\"status\":\"running\",\"message\":{\"a\":1}}").message())
        .isEmpty();
    assertThat(JobResponseReader.job("{\"status\":\"running\"}").message()).isEmpty();
  }

  @Test
  void success_bringsItsFile() throws Exception {
    JobResponse.Known known = JobResponseReader.job(succeeded("123", "\"" + HASH + "\""));
    assertThat(known.status()).isEqualTo(Status.SUCCEEDED);
    assertThat(known.result()).contains(new ConversionResult(123, HASH));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0|good
          -1|good
          1.5|good
          1e30|good
          "1"|good
          null|good
          1|"short"
          1|null
          1|7
          1|"UPPER"
          """)
  void successWithoutAUsableFile_isABadAnswer(String size, String hash) {
    String text =
        hash.equals("good")
            ? "\"" + HASH + "\""
            : hash.replace("UPPER", HASH.toUpperCase(java.util.Locale.ROOT));
    refused(() -> JobResponseReader.job(succeeded(size, text)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>",
        "[]",
        "null",
        "7",
        "{",
        "{}",
        "{\"status\":null}",
        "{\"status\":1}",
        "{\"status\":\"RUNNING\"}",
        "{\"status\":\"exploded\"}",
        "{\"status\":\"succeeded\"}",
        "{\"status\":\"succeeded\",\"result\":[]}"
      })
  void whatIsNoJob_isABadAnswer(String body) {
    refused(() -> JobResponseReader.job(body));
  }

  @Test
  void nesting_isABadAnswer_notACrash() {
    refused(() ->
        JobResponseReader.job("{\"status\":" + "[".repeat(30_000) + "]".repeat(30_000) + "}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"id\":7}",
        "{\"id\":\"\"}",
        "{\"id\":\"../../admin\"}",
        "{\"id\":\"a b\"}",
        "{\"id\":\"a\\r\\nX: y\"}",
        "{\"id\":\"é\"}"
      })
  void idThatIsNone_isABadAnswer(String body) {
    refused(() -> JobResponseReader.jobId(body));
  }

  @Test
  void id_isKeptAsItIs() throws Exception {
    assertThat(JobResponseReader.jobId("{\"id\":\"Job_1-x\",\"more\":[]}")).isEqualTo("Job_1-x");
    refused(() -> JobResponseReader.jobId("{\"id\":\"" + "x".repeat(65) + "\"}"));
  }

  @Test
  void targetKey_isBounded() throws Exception {
    assertThat(JobResponseReader.targetKey("{\"target_object_key\":\"models/a/b.nef\"}"))
        .isEqualTo("models/a/b.nef");
    refused(() -> JobResponseReader.targetKey("{\"target_object_key\":\"\"}"));
    refused(() -> JobResponseReader.targetKey("{\"target_object_key\":[]}"));
    refused(
        () -> JobResponseReader.targetKey("{\"target_object_key\":\"" + "x".repeat(1025) + "\"}"));
  }

  private interface Reading {
    Object read() throws Exception;
  }

  private static void refused(Reading reading) {
    assertThatThrownBy(reading::read)
        .isInstanceOfSatisfying(
            ConverterException.class, bad -> assertThat(bad.kind()).isEqualTo(Kind.BAD_ANSWER));
  }

  private static OptionalInt progress(String told) throws ConverterException {
    return JobResponseReader.job("{\"status\":\"running\",\"progress\":" + told + "}").progress();
  }

  private static String message(String escaped) throws ConverterException {
    return JobResponseReader.job("{\"status\":\"running\",\"message\":\"" + escaped + "\"}")
        .message();
  }

  private static String succeeded(String size, String hash) {
    return "{\"status\":\"succeeded\",\"result\":{\"size\":" + size + ",\"sha256\":" + hash + "}}";
  }
}

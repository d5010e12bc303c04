package io.visiona.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonBodyTest {

  @Test
  void fieldsNobodyAsksFor_areIgnored() {
    JsonBody body = parse("{\"label\":\" kitchen \",\"owner\":\"eve\",\"x\":[1,{}]}");
    assertThat(body.text("label", 10)).isEqualTo("kitchen");
  }

  @Test
  void missingAndNull_areNothing() {
    JsonBody body = parse("{\"a\":null}");
    assertThat(body.optionalText("a", 10)).isEmpty();
    assertThat(body.optionalText("b", 10)).isEmpty();
    assertThat(body.optionalFlag("a")).isEmpty();
    assertBad(() -> body.text("b", 10), "b is required");
    assertBad(() -> body.credential("b"), "b is required");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "true", "[]", "{}", "1.5"})
  void wrongTypeForAText_namesTheField(String value) {
    JsonBody body = parse("{\"label\":" + value + "}");
    assertBad(() -> body.optionalText("label", 10), "label must be a text");
    assertBad(() -> body.credential("label"), "label must be a text");
  }

  @Test
  void credentials_keepTheirPlaces_whateverIsAmongThem() {
    assertThat(parse("{\"t\":[\"a\",7,null,[],\"b\"]}").credentials("t", 5).orElseThrow())
        .containsExactly("a", "", "", "", "b");
    assertThat(parse("{\"t\":null}").credentials("t", 5)).isEmpty();
    assertThat(parse("{\"t\":[]}").credentials("t", 5).orElseThrow()).isEmpty();
    assertBad(
        () -> parse("{\"t\":[1,2,3]}").credentials("t", 2), "t must be a list of at most 2 texts");
    assertBad(() -> parse("{\"t\":{}}").credentials("t", 2), "t must be a list of at most 2 texts");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "\"true\"", "[]", "{}"})
  void wrongTypeForAFlag_namesTheField(String value) {
    JsonBody body = parse("{\"allow_proxy\":" + value + "}");
    assertBad(() -> body.optionalFlag("allow_proxy"), "allow_proxy must be true or false");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   ", "12345678901", "a\\u0000b", "a\\nb", "\\ud800"})
  void textOutOfBounds_namesTheField(String value) {
    JsonBody body = parse("{\"label\":\"" + value + "\"}");
    assertThatThrownBy(() -> body.optionalText("label", 10))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("label");
  }

  @Test
  void credential_isNotJudgedByItsForm() {
    assertThat(parse("{\"token\":\"\\u0000\"}").credential("token")).isEqualTo("\0");
    assertThat(parse("{\"token\":\"\"}").credential("token")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "\"x\"", "{\"a\":1}x", "{'a':1}", "{\"a\":}", "nul"})
  void whatIsNoObject_isABadRequest(String text) {
    assertThatThrownBy(() -> parse(text)).isInstanceOf(ApiException.class);
  }

  @Test
  void deepNesting_isABadRequestAndNoCrash() {
    assertThatThrownBy(() -> parse("{\"a\":" + "[".repeat(60_000)))
        .isInstanceOf(ApiException.class);
  }

  @Test
  void bytesThatAreNotUtf8_areABadRequest() {
    byte[] bytes = "{\"a\":\"?\"}".getBytes(StandardCharsets.US_ASCII);
    bytes[6] = (byte) 0xff;
    assertThatThrownBy(() -> JsonBodyReader.parse(bytes)).isInstanceOf(ApiException.class);
  }

  private static JsonBody parse(String text) {
    return JsonBodyReader.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void assertBad(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ApiException.class, bad -> assertThat(bad.code()).isEqualTo(ErrorCode.BAD_REQUEST))
        .hasMessage(message);
  }
}

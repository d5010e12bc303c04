package io.visiona.api.devices;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.api.devices.DeviceRoute.Content;
import io.visiona.shared.exchange.Field;
import io.visiona.shared.exchange.ResponseHead;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an agent's answer is taken for. */
final class AgentAnswersTest {

  @ParameterizedTest
  @CsvSource({
    "application/json, JSON, application/json;charset=utf-8",
    "Application/JSON; charset=UTF-8, JSON, application/json;charset=utf-8",
    "text/event-stream, EVENTS, text/event-stream;charset=utf-8",
    "image/jpeg, PICTURE, image/jpeg",
    "multipart/x-mixed-replace; boundary=frame, PICTURES, multipart/x-mixed-replace; boundary=frame",
    "'multipart/x-mixed-replace; boundary=\"a.b\"', PICTURES, multipart/x-mixed-replace; boundary=a.b"
  })
  void knownTypes_areWrittenAgain(String given, Content content, String written) {
    assertThat(ResponseType.of(head(given))).contains(new ResponseType(content, written));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/html",
        "image/svg+xml",
        "application/json; charset=utf-7",
        "application/json; x=<script>",
        "multipart/x-mixed-replace",
        "multipart/x-mixed-replace; boundary=",
        "multipart/x-mixed-replace; boundary=a b",
        "multipart/x-mixed-replace; boundary=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        ""
      })
  void anythingElse_isNothing(String given) {
    assertThat(ResponseType.of(head(given))).isEmpty();
  }

  @Test
  void twoTypes_areNone() {
    assertThat(
            ResponseType.of(
                new ResponseHead(
                    200,
                    List.of(
                        new Field("Content-Type", "application/json"),
                        new Field("content-type", "text/html")))))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{\"a\":1} x",
        "{\"a\":1,\"a\":2}",
        "{\"b\":{\"a\":1,\"a\":2}}",
        "{\"a\":1e999}",
        "[-1e400]",
        "{\"a\":NaN}",
        "{\"a\":Infinity}",
        "<html>"
      })
  void whatIsNotJson_isRefused(String text) {
    assertThat(AgentJson.parse(text.getBytes(StandardCharsets.UTF_8))).isEmpty();
  }

  @Test
  void depthsNobodyNeeds_areRefused() {
    String deep = "[".repeat(200_000) + "]".repeat(200_000);
    assertThat(AgentJson.parse(deep.getBytes(StandardCharsets.US_ASCII))).isEmpty();
  }

  @Test
  void bytesThatAreNoText_areRefused() {
    assertThat(AgentJson.parse(new byte[] {'"', (byte) 0xc3, '"'})).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "{\"a\":[1,2.5,null,true]}", "[]", "\"\\u00fc\""})
  void json_isJson(String text) {
    assertThat(AgentJson.parse(text.getBytes(StandardCharsets.UTF_8))).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "'a: 1|b: 2||', true",
    "'data: x|', false",
    "'data: x', false",
    "'', true",
    "': keep-alive||', true"
  })
  void endOfAnEvent_isABlankLine(String text, boolean between) {
    for (String line : List.of("\n", "\r\n")) {
      byte[] bytes = text.replace("|", line).getBytes(StandardCharsets.US_ASCII);
      EventsEnd whole = new EventsEnd();
      whole.passed(bytes, 0, bytes.length);
      EventsEnd pieces = new EventsEnd();
      for (int i = 0; i < bytes.length; i++) {
        pieces.passed(bytes, i, 1);
      }
      assertThat(List.of(whole.isBetweenEvents(), pieces.isBetweenEvents())).containsOnly(between);
    }
  }

  private static ResponseHead head(String type) {
    return new ResponseHead(200, List.of(new Field("Content-Type", type)));
  }
}

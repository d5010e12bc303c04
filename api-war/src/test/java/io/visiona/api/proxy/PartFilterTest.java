package io.visiona.api.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.visiona.api.proxy.HeaderRule.Action;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PartFilterTest {
  private static final HeaderTable FIELDS =
      HeaderTable.of(Action.DROP, HeaderRule.pass("content-type", "is allowed in these tests"));
  private static final String SENT =
      String.join(
          "\r\n",
          "--frame",
          "Content-Type: image/jpeg",
          "Set-Cookie: visiona_session=x; Path=/",
          "",
          "a-b--c--fram-e",
          "--frame",
          "set-cookie : y=1",
          "Content-Type: image/jpeg",
          "",
          "second",
          "--frame--",
          "");
  private static final String PASSED =
      SENT.replace("Set-Cookie: visiona_session=x; Path=/\r\n", "")
          .replace("set-cookie : y=1\r\n", "");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final PartFilter filter = new PartFilter(out, "--frame", FIELDS);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 1000})
  void fieldsOfParts_areFiltered_howeverTheyAreCut(int size) throws IOException {
    byte[] sent = SENT.getBytes(ISO_8859_1);
    for (int i = 0; i < sent.length; i += size) {
      filter.write(sent, i, Math.min(size, sent.length - i));
    }
    filter.finish();
    assertThat(out.toString(ISO_8859_1)).isEqualTo(PASSED);
  }

  @Test
  void endOfAFrame_isNotHeldBack() throws IOException {
    filter.write("--frame\r\n\r\nall of it\r\n".getBytes(ISO_8859_1));
    assertThat(out.toString(ISO_8859_1)).endsWith("all of it\r\n");
  }

  @Test
  void endlessHeaderOfAPart_isRefused() throws IOException {
    filter.write("--frame\r\n".getBytes(ISO_8859_1));
    byte[] endless = "x".repeat(20_000).getBytes(ISO_8859_1);
    assertThatThrownBy(() -> filter.write(endless)).isInstanceOf(UpstreamException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "multipart/x-mixed-replace; boundary=frame       | --frame",
        "multipart/x-mixed-replace;boundary=--frame      | --frame",
        "multipart/x-mixed-replace; Boundary=\"a b\"; x=1  | --a b",
        "multipart/x-mixed-replace; boundary=----        | ",
        "multipart/x-mixed-replace                       | "
      })
  void delimiter_isFoundInTheType(String type, String expected) {
    assertThat(PartFilter.delimiter(type).orElse(null)).isEqualTo(expected);
  }
}

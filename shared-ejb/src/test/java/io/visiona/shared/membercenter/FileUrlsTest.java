package io.visiona.shared.membercenter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FileUrlsTest {
  private static final URI BASE = URI.create("https://files.test/faa");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "models/u/1.nef|https://files.test/faa/files/models/u/1.nef",
        "a b/c+d|https://files.test/faa/files/a%20b/c%2Bd",
        "50%/x?y#z|https://files.test/faa/files/50%25/x%3Fy%23z",
        "ä/模|https://files.test/faa/files/%C3%A4/%E6%A8%A1",
        "a%2Fb|https://files.test/faa/files/a%252Fb",
        "a:b@c;d=e,f&g!$'()*|https://files.test/faa/files/a%3Ab%40c%3Bd%3De%2Cf%26g%21%24%27%28%29%2A",
        "-._~/...|https://files.test/faa/files/-._~/..."
      })
  void url_encodesEachSegmentAndKeepsSlashes_andItsDecodedPathIsTheKey(String key, String url) {
    URI made = FileUrls.of(BASE, key);
    assertThat(made).hasToString(url);
    assertThat(made.getPath()).isEqualTo("/faa/files/" + key);
    assertThat(made.normalize()).isEqualTo(made);
  }

  @Test
  void slashAtTheEndOfTheBase_isNotDoubled() {
    assertThat(FileUrls.of(URI.create("https://files.test/"), "k"))
        .hasToString("https://files.test/files/k");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/a",
        "a/",
        "a//b",
        ".",
        "..",
        "a/../b",
        "a/./b",
        "../a",
        "a\\b",
        "a\nb",
        "a\u0000b",
        "\ud800"
      })
  void keyThatWouldNameAnotherObject_isRefusedAndNotRepeated(String key) {
    assertThat(ObjectKeys.isUsable(key)).isFalse();
    assertThatThrownBy(() -> FileUrls.of(BASE, key))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the object key cannot be the path of a URL");
  }

  @Test
  void keys_have1024BytesAtMost() {
    assertThat(ObjectKeys.isUsable("k".repeat(1024))).isTrue();
    assertThat(ObjectKeys.isUsable("k".repeat(1025))).isFalse();
    assertThat(ObjectKeys.isUsable("ä".repeat(513))).isFalse();
  }

  @Test
  void parameter_encodesEverythingReserved() {
    assertThat(FileUrls.parameter("fdt_a/b+c=&d")).isEqualTo("fdt_a%2Fb%2Bc%3D%26d");
  }
}

package io.visiona.api.models;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SelectionTest {
  private static final String TAG = "\"abc\"";

  private static Selection range(String range) {
    return Selection.of(100, TAG, null, range, null);
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 0, 0",
    "bytes=0-99, 0, 99",
    "bytes=10-, 10, 99",
    "bytes=-10, 90, 99",
    "bytes=-500, 0, 99",
    "bytes=90-500, 90, 99",
    "Bytes=5-6, 5, 6",
    "bytes=99-, 99, 99"
  })
  void rangeWithinTheFile_isAPart(String range, long first, long last) {
    assertThat(range(range)).isEqualTo(new Selection.Part(first, last));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=100-", "bytes=500-600", "bytes=-0"})
  void rangeBehindTheFile_isUnsatisfiable(String range) {
    assertThat(range(range)).isEqualTo(new Selection.Unsatisfiable());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes=",
        "bytes=-",
        "bytes=5-1",
        "bytes=1-2,5-6",
        "items=1-2",
        "bytes=a-b",
        "bytes=1-2x",
        "bytes=9999999999999999999-"
      })
  void whatIsNoRange_isTheWhole(String range) {
    assertThat(range(range)).isEqualTo(new Selection.Whole());
  }

  @Test
  void conditions_goBeforeRanges() {
    assertThat(Selection.of(100, TAG, TAG, "bytes=0-0", null))
        .isEqualTo(new Selection.NotModified());
    assertThat(Selection.of(100, TAG, "\"x\", W/\"abc\"", null, null))
        .isEqualTo(new Selection.NotModified());
    assertThat(Selection.of(100, TAG, "*", null, null)).isEqualTo(new Selection.NotModified());
    assertThat(Selection.of(100, TAG, "\"x\"", "bytes=0-0", TAG))
        .isEqualTo(new Selection.Part(0, 0));
    assertThat(Selection.of(100, TAG, null, "bytes=0-0", "\"x\"")).isEqualTo(new Selection.Whole());
    assertThat(Selection.of(100, TAG, null, "bytes=0-0", "W/\"abc\""))
        .isEqualTo(new Selection.Whole());
  }

  @Test
  void emptyFile_hasNoPart() {
    assertThat(Selection.of(0, TAG, null, "bytes=0-", null))
        .isEqualTo(new Selection.Unsatisfiable());
    assertThat(Selection.of(0, TAG, null, null, null)).isEqualTo(new Selection.Whole());
  }
}

package io.visiona.api.models.tickets;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ranges of a file of a hundred bytes (RFC 9110 section 14). */
final class ByteRangeTest {

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0,    0, 0",
    "bytes=0-99,   0, 99",
    "bytes=10-,    10, 99",
    "bytes=99-500, 99, 99",
    "bytes=-1,     99, 99",
    "bytes=-500,   0, 99"
  })
  void oneRange_isAPart(String header, long first, long last) {
    assertThat(ByteRange.of(header, 100)).isEqualTo(new ByteRange.Part(first, last));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "bytes=", "bytes=-", "bytes=5-4", "bytes=0-1,3-4", "items=0-1", "bytes=a-b"})
  void whatMayBeIgnored_isAll(String header) {
    assertThat(ByteRange.of(header, 100)).isEqualTo(new ByteRange.Whole());
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=100-", "bytes=100-200", "bytes=-0"})
  void behindTheEnd_isNothing(String header) {
    assertThat(ByteRange.of(header, 100)).isEqualTo(new ByteRange.Unsatisfiable());
  }
}

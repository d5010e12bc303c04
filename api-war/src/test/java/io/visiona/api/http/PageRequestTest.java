package io.visiona.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.visiona.shared.error.ApiException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PageRequestTest {
  private static final Cursor SOMEWHERE =
      new Cursor(Instant.parse("2026-03-01T12:00:00.123Z"), UUID.randomUUID());

  @Test
  void cursor_comesBackAsItWentOut() {
    assertThat(Cursor.decode(SOMEWHERE.encode())).isEqualTo(SOMEWHERE);
    assertThat(SOMEWHERE.encode()).matches("[A-Za-z0-9_-]+");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "no base64!",
        "2026-03-01T12:00:00Z",
        "2026-03-01T12:00:00Z nothing",
        "+1000000000-12-31T23:59:59Z 00000000-0000-0000-0000-000000000000",
        "-4712-01-01T00:00:00Z 00000000-0000-0000-0000-000000000000"
      })
  void cursorThatWasNotMadeHere_isABadRequest(String plain) {
    String encoded =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(plain.getBytes(StandardCharsets.US_ASCII));
    assertThatThrownBy(() -> Cursor.decode(plain)).isInstanceOf(ApiException.class);
    assertThatThrownBy(() -> Cursor.decode(encoded)).isInstanceOf(ApiException.class);
    assertThatThrownBy(() -> Cursor.decode("A".repeat(100_000))).isInstanceOf(ApiException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "101", "x", "1.0", "99999999999999999999"})
  void limitOutOfBounds_isABadRequest(String limit) {
    assertThatThrownBy(() -> PageRequest.of(null, limit))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("limit");
  }

  @Test
  void nothingAsked_isTheWholeFirstPage() {
    assertThat(PageRequest.of(null, null))
        .isEqualTo(new PageRequest(Cursor.START, PageRequest.LARGEST));
  }

  @Test
  void fullPage_namesTheNextOnlyIfThereIsOne() {
    PageRequest two = PageRequest.of(SOMEWHERE.encode(), "2");
    assertThat(two.rows()).isEqualTo(3);
    assertThat(two.page(List.of("a", "b"), any -> SOMEWHERE))
        .isEqualTo(new Page<>(List.of("a", "b"), null));
    assertThat(two.page(List.of("a", "b", "c"), any -> SOMEWHERE))
        .isEqualTo(new Page<>(List.of("a", "b"), SOMEWHERE.encode()));
  }

  @Test
  void idOfAnotherSpelling_isNotFound() {
    UUID id = UUID.randomUUID();
    assertThat(Ids.parse(id.toString())).isEqualTo(id);
    for (String wrong :
        List.of("", "1-1-1-1-1", "x", id + "0", id.toString().replace("-", ""), id + "%00")) {
      assertThatThrownBy(() -> Ids.parse(wrong)).isInstanceOf(ApiException.class);
    }
  }
}

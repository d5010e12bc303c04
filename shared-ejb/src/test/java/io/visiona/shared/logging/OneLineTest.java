package io.visiona.shared.logging;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class OneLineTest {
  @Test
  void nothingInIt_endsALineOrMovesACursor() {
    assertThat(OneLine.of("a\r\nb\u2028c\u0085d\u001b[2Je\u202ef")).isEqualTo("a??b?c?d?[2Je?f");
    assertThat(OneLine.of("x".repeat(1000))).hasSize(201).endsWith("…");
    assertThat(OneLine.of(null)).isEqualTo("null");
    assertThat(OneLine.of("plain – text")).isEqualTo("plain – text");
  }
}

package io.visiona.relay.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RefusalLogTest {
  private long now;
  private final RefusalLog log = new RefusalLog(() -> now);

  @Test
  void manyRefusals_areOneLineASecond() {
    int lines = 0;
    for (int i = 0; i < 3000; i++) {
      now = i * 1_000_000L;
      lines += log.refused(AdmissionRefusal.UNAUTHENTICATED) ? 1 : 0;
    }
    assertThat(lines).isEqualTo(3);
  }
}

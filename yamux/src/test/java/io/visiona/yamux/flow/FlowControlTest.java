package io.visiona.yamux.flow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FlowControlTest {
  @Test
  void sendWindow_givesNoMoreThanItHas() {
    SendWindow window = new SendWindow(10);

    assertThat(window.take(7)).isEqualTo(7);
    assertThat(window.take(7)).isEqualTo(3);
    assertThat(window.take(7)).isZero();
    assertThat(window.widen(5)).isTrue();
    assertThat(window.credit()).isEqualTo(5);
  }

  @Test
  void sendWindow_refusesToOverflow_andKeepsItsValue() {
    SendWindow window = new SendWindow(10);

    assertThat(window.widen(SendWindow.WIDEST - 10)).isTrue();
    assertThat(window.widen(1)).isFalse();
    assertThat(window.credit()).isEqualTo(SendWindow.WIDEST);
  }

  @Test
  void receiveWindow_acceptsWhatItAllowed() {
    ReceiveWindow window = new ReceiveWindow(10);

    assertThat(window.accept(10)).isTrue();
    assertThat(window.accept(1)).isFalse();
    window.widen(3);
    assertThat(window.accept(0xffff_ffffL)).isFalse();
    assertThat(window.accept(3)).isTrue();
  }
}

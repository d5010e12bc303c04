package io.visiona.agent.flash;

import java.util.Locale;

/** How far a flash is; in order. */
enum FlashState {
  QUEUED(0, 0, 0),
  DOWNLOADING(1, 0, 0.4),
  VERIFYING(2, 0.4, 0.45),
  WRITING(3, 0.45, 0.85),
  CHECKING(4, 0.85, 0.92),
  RESTARTING(5, 0.92, 1),
  SUCCEEDED(5, 1, 1),
  FAILED(5, 0, 0),
  CANCELLED(5, 0, 0);

  /** Steps that do something. */
  static final int STEPS = 5;

  private final int step;
  private final double begins;
  private final double ends;

  FlashState(int step, double begins, double ends) {
    this.step = step;
    this.begins = begins;
    this.ends = ends;
  }

  int step() {
    return step;
  }

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  boolean isFinal() {
    return compareTo(SUCCEEDED) >= 0;
  }

  boolean isCancellable() {
    return compareTo(WRITING) < 0;
  }

  /** The progress of the whole when this part of the state is done. */
  double progress(double part) {
    return begins + (ends - begins) * Math.clamp(part, 0, 1);
  }
}

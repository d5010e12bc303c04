package io.visiona.agent.simulator;

/** Figures of the chips, as their vendor publishes them. */
enum ChipSpeed {
  KL520("0x0100", 46, 274, 1.2e6, 2500),
  KL530("0x0530", 14, 56, 4e6, 800),
  KL630("0x0630", 10, 59, 4e6, 800),
  KL720("0x0720", 6.4, 39, 4e6, 800),
  KL730("0x0730", 5.0, 19, 4e6, 800);

  private static final double SMALL_PIXELS = 416.0 * 416;
  private static final double LARGE_PIXELS = 640.0 * 640;

  private final String productId;
  private final double smallMs;
  private final double largeMs;
  private final double writeBytesPerSecond;
  private final long connectMs;

  ChipSpeed(
      String productId,
      double smallMs,
      double largeMs,
      double writeBytesPerSecond,
      long connectMs) {
    this.productId = productId;
    this.smallMs = smallMs;
    this.largeMs = largeMs;
    this.writeBytesPerSecond = writeBytesPerSecond;
    this.connectMs = connectMs;
  }

  String productId() {
    return productId;
  }

  double writeBytesPerSecond() {
    return writeBytesPerSecond;
  }

  /** A KL520 has its firmware uploaded each time. */
  long connectMs() {
    return connectMs;
  }

  /** Time of the chip's work for a detector of this input; in proportion to the two known ones. */
  double inferenceMs(int width, int height) {
    double pixels = (double) width * height;
    if (pixels <= SMALL_PIXELS) {
      return smallMs * Math.max(0.1, pixels / SMALL_PIXELS);
    }
    double part = (pixels - SMALL_PIXELS) / (LARGE_PIXELS - SMALL_PIXELS);
    return smallMs + part * (largeMs - smallMs);
  }
}

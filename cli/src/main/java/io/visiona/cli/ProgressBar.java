package io.visiona.cli;

import java.time.Duration;

/**
 * How far a transfer is: a bar that moves where somebody looks, else a line for each tenth; nothing
 * where the output is for programs. One thread at a time.
 */
final class ProgressBar {
  private static final int WIDTH = 30;
  private static final int TENTHS = 10;
  private static final long PAUSE = Duration.ofMillis(100).toNanos();

  private final Terminal terminal;
  private final String what;
  private final Style style;
  private long lastDrawn;
  private int lastTenth = -1;

  /** How it is shown. */
  enum Style {
    /** A bar that is overwritten. */
    BAR,
    /** Lines. */
    LINES,
    /** Not at all. */
    NONE;

    /**
     * What fits this process. Since JDK 25 there is no console again where there is no terminal.
     */
    @SuppressWarnings("SystemConsoleNull")
    static Style of(boolean json) {
      if (json) {
        return NONE;
      }
      return System.console() != null && System.console().isTerminal() ? BAR : LINES;
    }
  }

  ProgressBar(Terminal terminal, String what, Style style) {
    this.terminal = terminal;
    this.what = what;
    this.style = style;
    this.lastDrawn = System.nanoTime() - PAUSE;
  }

  /** Tells; {@code part} is from 0 to 1. */
  void at(double part, String more) {
    double shown = Math.clamp(part, 0, 1);
    switch (style) {
      case BAR -> {
        long now = System.nanoTime();
        if (shown >= 1 || now - lastDrawn >= PAUSE) {
          lastDrawn = now;
          int full = (int) Math.round(shown * WIDTH);
          terminal.overwrite(
              "%s [%s%s] %3d %% %s"
                  .formatted(
                      what, "#".repeat(full), "-".repeat(WIDTH - full), (int) (shown * 100), more));
        }
      }
      case LINES -> {
        int tenth = (int) (shown * TENTHS);
        if (tenth > lastTenth) {
          lastTenth = tenth;
          terminal.note("%s %d %% %s".formatted(what, tenth * TENTHS, more).stripTrailing());
        }
      }
      case NONE -> {}
    }
  }

  /** Leaves the line. */
  void end() {
    if (style == Style.BAR) {
      terminal.note("");
    }
  }

  /** A number of bytes for people. */
  static String bytes(long count) {
    if (count < 1_000_000) {
      return "%.1f kB".formatted(count / 1e3);
    }
    return "%.1f MB".formatted(count / 1e6);
  }
}

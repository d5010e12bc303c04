package io.visiona.agent.simulator;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;

/**
 * The frame's number as a strip of black and white cells at the upper edge, highest bit first, with
 * a check sum: it can be read from a picture that was scaled to a quarter and compressed.
 */
public final class FrameMark {
  private static final int BITS = 32;
  private static final int CHECK_BITS = 4;
  private static final int CELL = 16;

  private FrameMark() {}

  /** Draws the number into a picture of the scene's size. */
  static void draw(Graphics2D graphics, long number) {
    long marked = marked(number);
    for (int i = 0; i < BITS + CHECK_BITS; i++) {
      boolean set = (marked >> (BITS + CHECK_BITS - 1 - i) & 1) != 0;
      graphics.setColor(set ? Color.WHITE : Color.BLACK);
      graphics.fillRect(i * CELL, 0, CELL, CELL);
    }
  }

  private static long marked(long number) {
    long value = number & 0xffff_ffffL;
    return value << CHECK_BITS | (value % 13 + 1);
  }

  /**
   * Reads the number from a picture of any size.
   *
   * @return -1 when there is no mark in it
   */
  public static long read(BufferedImage picture) {
    double scale = (double) picture.getWidth() / Scene.WIDTH;
    long marked = 0;
    for (int i = 0; i < BITS + CHECK_BITS; i++) {
      int x = (int) ((i + 0.5) * CELL * scale);
      int y = (int) (0.5 * CELL * scale);
      marked = marked << 1 | (picture.getRGB(x, y) >> 8 & 0xff) >> 7;
    }
    long number = marked >> CHECK_BITS;
    return marked(number) == marked ? number : -1;
  }
}

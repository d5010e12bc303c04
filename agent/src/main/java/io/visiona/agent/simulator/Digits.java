package io.visiona.agent.simulator;

import java.awt.Color;
import java.awt.Graphics2D;

/**
 * Draws numbers from dots of three by five: a machine without fonts draws them too, and a test can
 * read them.
 */
final class Digits {
  private static final String CHARACTERS = "0123456789:.";
  private static final int[][] ROWS = {
    {7, 5, 5, 5, 7}, {2, 6, 2, 2, 7}, {7, 1, 7, 4, 7}, {7, 1, 7, 1, 7}, {5, 5, 7, 1, 1},
    {7, 4, 7, 1, 7}, {7, 4, 7, 5, 7}, {7, 1, 1, 1, 1}, {7, 5, 7, 5, 7}, {7, 5, 7, 1, 7},
    {0, 2, 0, 2, 0}, {0, 0, 0, 0, 2},
  };

  private Digits() {}

  /** Writes digits, colons and full stops; a dot of the letters is so many pixels wide. */
  static void write(Graphics2D graphics, String text, int x, int y, int dot) {
    graphics.setColor(Color.BLACK);
    graphics.fillRect(x - dot, y - dot, (text.length() * 4 + 1) * dot, 7 * dot);
    graphics.setColor(Color.WHITE);
    for (int i = 0; i < text.length(); i++) {
      int index = CHARACTERS.indexOf(text.charAt(i));
      for (int row = 0; index >= 0 && row < 5; row++) {
        for (int column = 0; column < 3; column++) {
          if ((ROWS[index][row] >> (2 - column) & 1) != 0) {
            graphics.fillRect(x + (i * 4 + column) * dot, y + row * dot, dot, dot);
          }
        }
      }
    }
  }
}

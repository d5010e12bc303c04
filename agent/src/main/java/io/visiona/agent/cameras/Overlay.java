package io.visiona.agent.cameras;

import java.awt.Graphics2D;

/** Draws something over pictures, such as the boxes of a device's results. */
@FunctionalInterface
public interface Overlay {
  /** Draws over a picture of this size. */
  void draw(Graphics2D graphics, int width, int height);
}

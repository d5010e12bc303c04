package io.visiona.agent.inference;

import io.visiona.agent.cameras.Overlay;
import io.visiona.agent.driver.Box;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Draws the boxes of the newest result over a picture. */
public final class BoxOverlay implements Overlay {
  private final Supplier<@Nullable Result> newest;

  public BoxOverlay(Supplier<@Nullable Result> newest) {
    this.newest = newest;
  }

  @Override
  public void draw(Graphics2D graphics, int width, int height) {
    Result result = newest.get();
    if (result != null) {
      draw(result, graphics, width, height);
    }
  }

  /** Draws one result's boxes; each class has a colour of its own. */
  public static void draw(Result result, Graphics2D graphics, int width, int height) {
    graphics.setStroke(new BasicStroke(Math.max(1, width / 320f)));
    for (Seen one : result.seen()) {
      Box box = one.detection().box();
      graphics.setColor(Color.getHSBColor(one.detection().classId() * 0.161f, 0.9f, 1));
      graphics.drawRect(
          (int) Math.round(box.x() * width),
          (int) Math.round(box.y() * height),
          (int) Math.round(box.w() * width),
          (int) Math.round(box.h() * height));
    }
  }
}

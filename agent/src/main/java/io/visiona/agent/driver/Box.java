package io.visiona.agent.driver;

/**
 * A rectangle as parts of the captured picture; origin top left.
 *
 * @param x left, 0 to 1
 * @param y top, 0 to 1
 * @param w width, above 0
 * @param h height, above 0
 */
public record Box(double x, double y, double w, double h) {
  /** The part of it within the picture; without area when there is none. */
  public Box clipped() {
    return within(new Box(0, 0, 1, 1));
  }

  /** The part that both have in common. */
  public Box within(Box other) {
    double left = Math.max(x, other.x);
    double top = Math.max(y, other.y);
    double right = Math.min(x + w, other.x + other.w);
    double bottom = Math.min(y + h, other.y + other.h);
    return new Box(left, top, Math.max(0, right - left), Math.max(0, bottom - top));
  }

  public double area() {
    return w * h;
  }

  /** Intersection over union, 0 to 1. */
  public double overlap(Box other) {
    double common = within(other).area();
    double all = area() + other.area() - common;
    return all <= 0 ? 0 : common / all;
  }

  public double centerX() {
    return x + w / 2;
  }

  public double centerY() {
    return y + h / 2;
  }
}

package io.visiona.agent.simulator;

import io.visiona.agent.driver.Box;

/**
 * One figure at one moment.
 *
 * @param number who it is; never used for another
 * @param kind what it is
 * @param box where it is, not clipped to the picture
 * @param depth 0 far, 1 near
 * @param hidden covered part, 0 to 1
 * @param leftward which way it goes
 */
public record Figure(
    long number, FigureKind kind, Box box, double depth, double hidden, boolean leftward) {
  /** The part of its rectangle that is within the picture. */
  public Box visibleBox() {
    return box.clipped();
  }
}

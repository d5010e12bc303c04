package io.visiona.agent.simulator;

import io.visiona.agent.driver.Box;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A street: who is where, as a pure function of a seed and the time. So picture, boxes, every
 * viewer and every test agree without telling each other anything. Immutable, thread-safe.
 *
 * <p>Six places take turns: two pairs of which at least one of each is always in the picture, and
 * two that come and go. So there are two to six figures.
 */
public final class Scene {
  /** The size the street is made for, pixels. */
  public static final int WIDTH = 1280;

  /** The size the street is made for, pixels. */
  public static final int HEIGHT = 720;

  private static final int PLACES = 6;
  private static final double STAY = 0.6;
  private static final double LEAST_PIXELS = 44;
  private static final double MOST_PIXELS = 300;
  private static final double FAR_GROUND = 390;
  private static final double NEAR_GROUND = 690;

  private final long seed;

  public Scene(long seed) {
    this.seed = seed;
  }

  long seed() {
    return seed;
  }

  /** Everybody whose rectangle reaches into the picture, the farthest first. */
  public List<Figure> at(long epochMillis) {
    List<Figure> there = new ArrayList<>();
    for (int place = 0; place < PLACES; place++) {
      Figure figure = inPlace(place, epochMillis);
      if (figure != null && figure.visibleBox().area() > 0) {
        there.add(figure);
      }
    }
    there.sort(Comparator.comparingDouble(Figure::depth).thenComparingLong(Figure::number));
    List<Figure> seen = new ArrayList<>();
    for (int i = 0; i < there.size(); i++) {
      Figure figure = there.get(i);
      double hidden = hidden(figure, there.subList(i + 1, there.size()));
      seen.add(
          new Figure(
              figure.number(),
              figure.kind(),
              figure.box(),
              figure.depth(),
              hidden,
              figure.leftward()));
    }
    return seen;
  }

  private @org.jspecify.annotations.Nullable Figure inPlace(int place, long millis) {
    int pair = place / 2;
    // The two of a pair have one period and are half of it apart: with a stay of 0.6 they overlap.
    long period = 15_000 + 4_000L * pair;
    long apart = place % 2 == 0 ? 0 : period / 2;
    long shifted = millis + apart + 3_100L * pair;
    long cycle = Math.floorDiv(shifted, period);
    double part = (double) Math.floorMod(shifted, period) / period / STAY;
    boolean optional = place >= 4;
    if (part >= 1 || (optional && Noise.uniform(seed, place, cycle, 1) < 0.35)) {
      return null;
    }
    long number = Math.floorMod(cycle * PLACES + place, 1L << 40);
    FigureKind kind = kind(Noise.uniform(seed, place, cycle, 2));
    double depth = Noise.uniform(seed, place, cycle, 3);
    boolean leftward = Noise.uniform(seed, place, cycle, 4) < 0.5;
    boolean turns = Noise.uniform(seed, place, cycle, 5) < 0.25;
    double longer = LEAST_PIXELS + depth * (MOST_PIXELS - LEAST_PIXELS);
    double width = longer * Math.min(1, kind.aspect());
    double height = longer / Math.max(1, kind.aspect());
    double way = turns ? (part < 0.5 ? part * 1.2 : (1 - part) * 1.2) : part;
    boolean goesLeft = leftward != (turns && part >= 0.5);
    double along = leftward ? 1 - way : way;
    double x = -width + along * (WIDTH + width);
    double sway = kind == FigureKind.PERSON || kind == FigureKind.DOG ? 3 : 1;
    double bounce = sway * Math.sin(millis / 130.0 + place);
    double y = FAR_GROUND + depth * (NEAR_GROUND - FAR_GROUND) - height + bounce;
    Box box = new Box(x / WIDTH, y / HEIGHT, width / WIDTH, height / HEIGHT);
    return new Figure(number, kind, box, depth, 0, goesLeft);
  }

  private static FigureKind kind(double drawn) {
    if (drawn < 0.40) {
      return FigureKind.PERSON;
    }
    if (drawn < 0.55) {
      return FigureKind.BICYCLE;
    }
    if (drawn < 0.80) {
      return FigureKind.CAR;
    }
    return drawn < 0.90 ? FigureKind.BUS : FigureKind.DOG;
  }

  /** The part that nearer ones cover, each counted for itself; 1 at most. */
  private static double hidden(Figure figure, List<Figure> nearer) {
    Box own = figure.visibleBox();
    double covered = 0;
    for (Figure other : nearer) {
      covered += own.within(other.box()).area();
    }
    return own.area() <= 0 ? 1 : Math.min(1, covered / own.area());
  }

  /** How light it is, 0.25 at midnight to 1 at noon; a day takes ten minutes. */
  static double light(long epochMillis) {
    double part = Math.floorMod(epochMillis, 600_000L) / 600_000.0;
    return 0.625 - 0.375 * Math.cos(2 * Math.PI * part);
  }
}

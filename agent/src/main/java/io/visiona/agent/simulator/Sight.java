package io.visiona.agent.simulator;

import io.visiona.agent.driver.Box;
import io.visiona.agent.driver.Detection;
import io.visiona.agent.driver.InferenceSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a detector makes of the street: the true rectangles with the errors that detectors have. The
 * same for the same device and moment. Immutable.
 */
final class Sight {
  static final double BOX_SIGMA = 0.006;
  private static final long BOX_STEP_MS = 400;
  private static final double MISSED = 0.05;
  private static final double CONFUSED = 0.03;
  private static final long FALSE_EVERY_S = 40;
  private static final long FALSE_LASTS_MS = 600;
  private static final int FALSE_FIGURE = 7;
  private static final double LEAST_SIDE = 0.004;

  private final Scene scene;
  private final long seed;

  Sight(Scene scene, long deviceSeed) {
    this.scene = scene;
    this.seed = deviceSeed;
  }

  /** Everything it saw, the best first, without regard to {@code maxDetections}. */
  List<Detection> look(long millis, List<String> labels, InferenceSettings settings) {
    List<Detection> seen = new ArrayList<>();
    for (Figure figure : scene.at(millis)) {
      add(seen, figure, millis, labels, settings);
    }
    addFalse(seen, millis, labels, settings);
    seen.sort(Comparator.comparingDouble(Detection::score).reversed());
    return seen;
  }

  private void add(
      List<Detection> seen,
      Figure figure,
      long millis,
      List<String> labels,
      InferenceSettings settings) {
    Box truth = figure.visibleBox();
    double longer = Math.max(truth.w() * Scene.WIDTH, truth.h() * Scene.HEIGHT);
    double small = Math.clamp((80 - longer) / 80, 0, 1);
    double missed = MISSED + 0.25 * small + 0.8 * Math.max(0, figure.hidden() - 0.4);
    if (Noise.uniform(seed, figure.number(), millis, 1) < missed) {
      return;
    }
    Box box = noisy(truth, figure.number(), millis);
    double score =
        0.95
            - 0.25 * small
            - 0.45 * figure.hidden()
            + 0.04 * Noise.smooth(millis, BOX_STEP_MS, seed, figure.number() * 8 + 5);
    put(seen, classOf(kind(figure, millis), labels), score, box, settings);
  }

  private FigureKind kind(Figure figure, long millis) {
    boolean confused = Noise.uniform(seed, figure.number(), millis, 2) < CONFUSED;
    return switch (figure.kind()) {
      case CAR -> confused ? FigureKind.BUS : FigureKind.CAR;
      case BUS -> confused ? FigureKind.CAR : FigureKind.BUS;
      case PERSON, BICYCLE, DOG -> figure.kind();
    };
  }

  private Box noisy(Box truth, long figure, long millis) {
    double left = truth.x() + noise(figure, 1, millis);
    double top = truth.y() + noise(figure, 2, millis);
    double right = truth.x() + truth.w() + noise(figure, 3, millis);
    double bottom = truth.y() + truth.h() + noise(figure, 4, millis);
    return new Box(left, top, right - left, bottom - top).clipped();
  }

  private double noise(long figure, int edge, long millis) {
    return BOX_SIGMA * Noise.smooth(millis, BOX_STEP_MS, seed, figure * 8 + edge);
  }

  private void addFalse(
      List<Detection> seen, long millis, List<String> labels, InferenceSettings settings) {
    long bucket = Math.floorDiv(millis, 1000);
    boolean strange = Noise.uniform(seed, bucket, 3) < 1.0 / FALSE_EVERY_S;
    if (strange && Math.floorMod(millis, 1000) < FALSE_LASTS_MS) {
      double w = Noise.between(0.03, 0.1, seed, bucket, 4);
      double h = Noise.between(0.05, 0.15, seed, bucket, 5);
      double x = Noise.uniform(seed, bucket, 6) * (1 - w);
      double y = Noise.between(0.1, 0.8, seed, bucket, FALSE_FIGURE);
      FigureKind[] kinds = FigureKind.values();
      FigureKind kind = kinds[(int) (Noise.uniform(seed, bucket, 8) * kinds.length)];
      double score = Noise.between(0.5, 0.65, seed, bucket, 9);
      put(seen, classOf(kind, labels), score, new Box(x, y, w, h).clipped(), settings);
    }
  }

  /** The model's index of a kind; -1 when the model does not know it. */
  private static int classOf(FigureKind kind, List<String> labels) {
    return labels.isEmpty() ? kind.cocoClass() : labels.indexOf(kind.label());
  }

  private static void put(
      List<Detection> seen, int classId, double score, Box box, InferenceSettings settings) {
    Box region = settings.region();
    Box inside = region == null ? box : box.within(region);
    double kept = Math.clamp(score, 0.01, 0.99);
    boolean wanted = settings.classes() == null || settings.classes().contains(classId);
    boolean large = inside.w() >= LEAST_SIDE && inside.h() >= LEAST_SIDE;
    if (classId >= 0 && wanted && large && kept >= settings.threshold()) {
      seen.add(new Detection(classId, kept, inside, null));
    }
  }
}

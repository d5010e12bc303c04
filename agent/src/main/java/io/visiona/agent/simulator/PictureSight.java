package io.visiona.agent.simulator;

import io.visiona.agent.driver.Box;
import io.visiona.agent.driver.Detection;
import io.visiona.agent.driver.InferenceSettings;
import java.awt.image.BufferedImage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * What the simulated chip makes of pictures that are not of its street: regions that stand out from
 * the rest, named by chance but always the same for the same picture.
 */
final class PictureSight {
  private static final int COLUMNS = 32;
  private static final int ROWS = 18;
  private static final double STANDS_OUT = 28;
  private static final int LEAST_CELLS = 3;

  private PictureSight() {}

  static List<Detection> look(BufferedImage picture, int classes, InferenceSettings settings) {
    double[] light = light(picture);
    double mean = 0;
    for (double value : light) {
      mean += value / light.length;
    }
    boolean[] taken = new boolean[light.length];
    List<Detection> seen = new ArrayList<>();
    for (int start = 0; start < light.length; start++) {
      if (!taken[start] && Math.abs(light[start] - mean) > STANDS_OUT) {
        Region region = grow(light, mean, taken, start);
        if (region.cells >= LEAST_CELLS && region.cells < light.length / 2) {
          add(seen, region, classes, settings);
        }
      }
    }
    seen.sort(Comparator.comparingDouble(Detection::score).reversed());
    return seen;
  }

  private static double[] light(BufferedImage picture) {
    double[] light = new double[COLUMNS * ROWS];
    for (int i = 0; i < light.length; i++) {
      int x = (int) ((i % COLUMNS + 0.5) * picture.getWidth() / COLUMNS);
      int row = i / COLUMNS;
      int y = (int) ((row + 0.5) * picture.getHeight() / ROWS);
      int rgb =
          picture.getRGB(Math.min(x, picture.getWidth() - 1), Math.min(y, picture.getHeight() - 1));
      light[i] = 0.3 * (rgb >> 16 & 255) + 0.59 * (rgb >> 8 & 255) + 0.11 * (rgb & 255);
    }
    return light;
  }

  private record Region(int left, int top, int right, int bottom, int cells, double contrast) {}

  private static Region grow(double[] light, double mean, boolean[] taken, int start) {
    Deque<Integer> open = new ArrayDeque<>(List.of(start));
    taken[start] = true;
    boolean brighter = light[start] > mean;
    int left = COLUMNS;
    int top = ROWS;
    int right = 0;
    int bottom = 0;
    int cells = 0;
    double contrast = 0;
    while (!open.isEmpty()) {
      int cell = open.pop();
      int x = cell % COLUMNS;
      int y = cell / COLUMNS;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
      cells++;
      contrast += Math.abs(light[cell] - mean);
      int[][] around = {{x - 1, y}, {x + 1, y}, {x, y - 1}, {x, y + 1}};
      for (int[] place : around) {
        int next = place[1] * COLUMNS + place[0];
        boolean inside = place[0] >= 0 && place[0] < COLUMNS && place[1] >= 0 && place[1] < ROWS;
        if (inside
            && !taken[next]
            && Math.abs(light[next] - mean) > STANDS_OUT
            && light[next] > mean == brighter) {
          taken[next] = true;
          open.push(next);
        }
      }
    }
    return new Region(left, top, right, bottom, cells, contrast / cells);
  }

  private static void add(
      List<Detection> seen, Region region, int classes, InferenceSettings settings) {
    Box box =
        new Box(
            (double) region.left / COLUMNS,
            (double) region.top / ROWS,
            (double) (region.right - region.left + 1) / COLUMNS,
            (double) (region.bottom - region.top + 1) / ROWS);
    Box wanted = settings.region() == null ? box : box.within(settings.region());
    int classId =
        (int) (Noise.uniform(7, region.left, region.top, region.right, region.bottom) * classes);
    double score = Math.clamp(0.35 + region.contrast / 160, 0.05, 0.97);
    boolean named = settings.classes() == null || settings.classes().contains(classId);
    if (named && score >= settings.threshold() && wanted.area() > 0) {
      seen.add(new Detection(classId, score, wanted, null));
    }
  }
}

package io.visiona.agent.inference;

import io.visiona.agent.driver.Box;
import io.visiona.agent.driver.Detection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Gives things numbers that they keep from frame to frame: boxes are matched to where each thing
 * should be by now, the best pair first. A thing keeps its number through two frames in which it
 * was missed; no number is used twice. Not thread-safe.
 */
public final class Tracker {
  private static final int MISSES = 2;
  private static final double LEAST_OVERLAP = 0.1;
  private static final double NEAR = 1.0;

  private static final class Track {
    private final long number;
    private Box box;
    private double speedX;
    private double speedY;
    private long millis;
    private int missed;

    Track(long number, Box box, long millis) {
      this.number = number;
      this.box = box;
      this.millis = millis;
    }

    Box expected(long now) {
      double passed = now - millis;
      return new Box(box.x() + speedX * passed, box.y() + speedY * passed, box.w(), box.h());
    }

    void follow(Box seen, long now) {
      double passed = Math.max(1, now - millis);
      speedX = 0.5 * speedX + 0.5 * (seen.centerX() - box.centerX()) / passed;
      speedY = 0.5 * speedY + 0.5 * (seen.centerY() - box.centerY()) / passed;
      box = seen;
      millis = now;
      missed = 0;
    }
  }

  private record Pair(Track track, int detection, double likeness) {}

  private final List<Track> tracks = new ArrayList<>();
  private long last;

  /** The number of each detection, in the same order. */
  public List<Long> follow(List<Detection> detections, long millis) {
    List<Pair> pairs = pairs(detections, millis);
    Long[] numbers = new Long[detections.size()];
    Set<Track> matched = new HashSet<>();
    for (Pair pair : pairs) {
      if (numbers[pair.detection] == null && matched.add(pair.track)) {
        numbers[pair.detection] = pair.track.number;
        pair.track.follow(detections.get(pair.detection).box(), millis);
      }
    }
    tracks.removeIf(track -> !matched.contains(track) && ++track.missed > MISSES);
    for (int i = 0; i < numbers.length; i++) {
      if (numbers[i] == null) {
        last++;
        numbers[i] = last;
        tracks.add(new Track(last, detections.get(i).box(), millis));
      }
    }
    return List.of(numbers);
  }

  private List<Pair> pairs(List<Detection> detections, long millis) {
    List<Pair> pairs = new ArrayList<>();
    for (Track track : tracks) {
      Box expected = track.expected(millis);
      for (int i = 0; i < detections.size(); i++) {
        double likeness = likeness(expected, detections.get(i).box());
        if (likeness > 0) {
          pairs.add(new Pair(track, i, likeness));
        }
      }
    }
    pairs.sort(Comparator.comparingDouble(Pair::likeness).reversed());
    return pairs;
  }

  /** 1 to 2 for boxes that overlap, 0 to 1 for ones of like size close by, 0 for all others. */
  private static double likeness(Box expected, Box seen) {
    double overlap = expected.overlap(seen);
    if (overlap >= LEAST_OVERLAP) {
      return 1 + overlap;
    }
    double size = Math.max(expected.w(), expected.h());
    double away =
        Math.hypot(expected.centerX() - seen.centerX(), expected.centerY() - seen.centerY());
    double larger = Math.max(expected.area(), seen.area());
    double smaller = Math.min(expected.area(), seen.area());
    boolean alike = larger > 0 && smaller / larger > 0.4;
    return alike && away < NEAR * size ? 1 - away / (NEAR * size) : 0;
  }
}

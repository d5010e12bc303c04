package io.visiona.agent.driver;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing a device saw.
 *
 * @param classId the model's index
 * @param score 0 to 1
 * @param box where
 * @param keypoints of a pose; null for other tasks
 */
public record Detection(int classId, double score, Box box, @Nullable List<Keypoint> keypoints) {
  /**
   * A point of a pose.
   *
   * @param name such as {@code left_knee}
   * @param x part of the picture's width
   * @param y part of the picture's height
   * @param score 0 to 1
   */
  public record Keypoint(String name, double x, double y, double score) {}

  public Detection {
    keypoints = keypoints == null ? null : List.copyOf(keypoints);
  }
}

package io.visiona.agent.driver;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a device is to look for.
 *
 * @param threshold lowest score, 0 to 1
 * @param iouThreshold overlap from which two boxes of a class are one, 0 to 1
 * @param maxDetections 1 to 500
 * @param classes class numbers wanted; null for all
 * @param region part of the picture to look at; null for all of it
 */
public record InferenceSettings(
    double threshold,
    double iouThreshold,
    int maxDetections,
    @Nullable Set<Integer> classes,
    @Nullable Box region) {
  public InferenceSettings {
    classes = classes == null ? null : Set.copyOf(classes);
  }
}

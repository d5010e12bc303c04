package io.visiona.agent.driver;

import java.util.List;

/**
 * What came of one frame.
 *
 * @param detections highest score first
 * @param classes of a classification, highest score first, ten at most
 * @param truncated whether there were more than {@code maxDetections}
 * @param preprocessMs time of the part before the device's own work
 * @param inferenceMs time of the device's own work
 * @param postprocessMs time of the part after
 */
public record Inference(
    List<Detection> detections,
    List<ClassScore> classes,
    boolean truncated,
    double preprocessMs,
    double inferenceMs,
    double postprocessMs) {
  /**
   * A class and how sure the model is of it.
   *
   * @param classId the model's index
   * @param score 0 to 1
   */
  public record ClassScore(int classId, double score) {}

  public Inference {
    detections = List.copyOf(detections);
    classes = List.copyOf(classes);
  }
}

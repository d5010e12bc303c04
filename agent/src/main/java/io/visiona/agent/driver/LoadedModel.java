package io.visiona.agent.driver;

import java.util.List;

/**
 * A model that a device holds.
 *
 * @param sha256 of the file it was loaded from
 * @param task {@code detection}, {@code classification} or {@code pose}
 * @param labels names of its classes by index; empty when they have none
 * @param inputWidth pixels
 * @param inputHeight pixels
 */
public record LoadedModel(
    String sha256, String task, List<String> labels, int inputWidth, int inputHeight) {
  public LoadedModel {
    labels = List.copyOf(labels);
  }
}

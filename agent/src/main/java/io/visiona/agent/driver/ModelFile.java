package io.visiona.agent.driver;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model to load, its bytes already checked.
 *
 * @param path the file
 * @param sizeBytes its size
 * @param sha256 lower case hexadecimal
 * @param chip what it was made for
 * @param task {@code detection}, {@code classification} or {@code pose}
 * @param labels names of its classes; null when its description names none
 * @param inputWidth pixels, null when unknown
 * @param inputHeight pixels, null when unknown
 */
public record ModelFile(
    Path path,
    long sizeBytes,
    String sha256,
    String chip,
    String task,
    @Nullable List<String> labels,
    @Nullable Integer inputWidth,
    @Nullable Integer inputHeight) {
  public ModelFile {
    labels = labels == null ? null : List.copyOf(labels);
  }
}

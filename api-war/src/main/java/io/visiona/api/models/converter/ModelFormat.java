package io.visiona.api.models.converter;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What can be converted, known by the file's name; whether the file is what its name says is the
 * converter's to judge.
 */
public enum ModelFormat {
  ONNX,
  TFLITE;

  /** With the dot. */
  String extension() {
    return "." + name().toLowerCase(Locale.ROOT);
  }

  /** By the end of a file's name. */
  public static Optional<ModelFormat> of(String fileName) {
    String lower = fileName.toLowerCase(Locale.ROOT);
    return Arrays.stream(values()).filter(format -> lower.endsWith(format.extension())).findFirst();
  }

  /** All of them, for people. */
  public static String names() {
    return Arrays.stream(values()).map(ModelFormat::extension).collect(Collectors.joining(" or "));
  }
}

package io.visiona.api.models.converter;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** What models are converted for. A chip is added here when the converter knows it. */
public enum Chip {
  KL520,
  KL530,
  KL630,
  KL720,
  KL730;

  /** The chip of that name, in whatever case. */
  public static Optional<Chip> of(String text) {
    return Arrays.stream(values()).filter(chip -> chip.name().equalsIgnoreCase(text)).findFirst();
  }

  /** All of them, for people. */
  public static String names() {
    return Arrays.stream(values()).map(Chip::name).collect(Collectors.joining(", "));
  }
}

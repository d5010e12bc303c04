package io.visiona.shared.config;

import java.util.List;

/** The configuration is unusable. The message lists every problem, one to a line, and never a value that may be secret. */
public final class ConfigurationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  public ConfigurationException(List<String> problems) {
    super("Configuration problems (" + problems.size() + "):\n  - " + String.join("\n  - ", problems));
    this.problems = List.copyOf(problems);
  }

  /** Each problem names its key. */
  public List<String> problems() {
    return problems;
  }
}

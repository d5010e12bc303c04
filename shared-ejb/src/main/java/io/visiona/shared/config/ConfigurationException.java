package io.visiona.shared.config;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The configuration is unusable. The message lists every problem, one to a line, and never a value
 * that may be secret. It has no stack trace: the place in the code says nothing to who has to mend
 * a setting.
 */
public final class ConfigurationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  /**
   * What is wrong with one key.
   *
   * @param key as in the documentation
   * @param what a text that follows the key, without a value that may be secret
   * @param place where its value is set
   */
  public record Problem(String key, String what, String place) {
    @Override
    public String toString() {
      return key + " " + what + " (" + place + ")";
    }
  }

  public ConfigurationException(List<Problem> problems) {
    super(
        problems.stream()
            .map(Problem::toString)
            .collect(
                Collectors.joining(
                    "\n  - ", "Configuration problems (" + problems.size() + "):\n  - ", "")),
        null,
        false,
        false);
    this.problems = List.copyOf(problems);
  }

  /** Each names its key, and then what is wrong. */
  public List<String> problems() {
    return problems.stream().map(problem -> problem.key() + " " + problem.what()).toList();
  }
}

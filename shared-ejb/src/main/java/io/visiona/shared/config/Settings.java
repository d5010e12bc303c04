package io.visiona.shared.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;

/**
 * Reads keys and collects what is wrong with them, so that an operator sees all problems at once. A
 * bad value is noted and its default returned; {@link #check()} then throws. Not thread-safe: one
 * reader, used while starting.
 *
 * <p>Durations are written {@code 250ms}, {@code 10s}, {@code 30m}, {@code 12h} or in ISO-8601
 * ({@code PT10S}); a bare number is seconds.
 */
public final class Settings {
  private final Config config;
  private final List<ConfigurationException.Problem> problems = new ArrayList<>();

  public Settings(Config config) {
    this.config = config;
  }

  /** A text; blank counts as absent. */
  public Optional<String> text(String key) {
    Optional<String> found =
        config
            .getOptionalValue(key, String.class)
            .map(String::strip)
            .filter(value -> !value.isEmpty());
    if (found.isEmpty()) {
      // MicroProfile Config 3.1 takes a value with an expression that leads nowhere for absent.
      String raw = config.getConfigValue(key).getRawValue();
      if (raw != null && raw.contains("${")) {
        problem(key, "refers by ${…} to something that is not set");
      }
    }
    return found;
  }

  /** A text that must be there. */
  public String required(String key) {
    return text(key)
        .orElseGet(() -> {
          problem(key, "is required");
          return "";
        });
  }

  /** A text with a default. */
  public String text(String key, String fallback) {
    return text(key).orElse(fallback);
  }

  /** A secret, empty when absent. */
  public Secret secret(String key) {
    return new Secret(text(key).orElse(""));
  }

  /** A whole number within bounds, both included. */
  public long number(String key, long fallback, long least, long most) {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      return fallback;
    }
    try {
      long value = Long.parseLong(text.get());
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException notANumber) {
      problem(key, "is not a whole number");
      return fallback;
    }
    problem(key, "must be between " + least + " and " + most);
    return fallback;
  }

  /** As {@link #number} for an {@code int}. */
  public int integer(String key, int fallback, int least, int most) {
    return (int) number(key, fallback, least, most);
  }

  /** {@code true} or {@code false}. */
  public boolean flag(String key, boolean fallback) {
    Optional<String> text = text(key).map(value -> value.toLowerCase(Locale.ROOT));
    if (text.isEmpty()) {
      return fallback;
    }
    return switch (text.get()) {
      case "true" -> true;
      case "false" -> false;
      default -> {
        problem(key, "must be true or false");
        yield fallback;
      }
    };
  }

  /** A duration within bounds, both included. */
  public Duration duration(String key, Duration fallback, Duration least, Duration most) {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      return fallback;
    }
    Optional<Duration> value = Durations.parse(text.get());
    if (value.isEmpty()) {
      problem(key, "is not a duration (250ms, 10s, 30m, 12h)");
      return fallback;
    }
    if (value.get().compareTo(least) < 0 || value.get().compareTo(most) > 0) {
      problem(key, "must be between " + Durations.format(least) + " and " + Durations.format(most));
      return fallback;
    }
    return value.get();
  }

  /** An absolute http or https URL with a host and without user information, query or fragment. */
  public URI url(String key, String fallback) {
    String text = text(key).orElse(fallback);
    try {
      URI uri = new URI(text);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (http
          && uri.getHost() != null
          && uri.getUserInfo() == null
          && uri.getQuery() == null
          && uri.getFragment() == null) {
        return uri;
      }
      problem(key, "must be an absolute http(s) URL without user information, query or fragment");
    } catch (URISyntaxException malformed) {
      problem(key, "is not a URL");
    }
    return URI.create("http://invalid.invalid");
  }

  /** One of an enum's constants, in lower case with {@code -} for {@code _}. */
  public <E extends Enum<E>> E choice(String key, E fallback, Class<E> type) {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      return fallback;
    }
    for (E constant : type.getEnumConstants()) {
      if (constant.name().replace('_', '-').equalsIgnoreCase(text.get())) {
        return constant;
      }
    }
    problem(key, "has no such choice");
    return fallback;
  }

  /** Notes a problem of one key; the text must not repeat a secret. */
  public void problem(String key, String what) {
    problems.add(new ConfigurationException.Problem(key, what, place(key)));
  }

  /** Throws when anything was wrong. */
  public void check() {
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }

  /** Where the value is set that was looked at, in an operator's words. */
  private String place(String key) {
    ConfigValue found = config.getConfigValue(key);
    String raw = found.getRawValue();
    String source = found.getSourceName();
    if (raw == null || raw.isBlank() || source == null) {
      return "not set";
    }
    String name = source.toLowerCase(Locale.ROOT);
    if (name.contains("default variable")) {
      return "default of the server";
    }
    if (name.contains("variable") && !name.contains("environment")) {
      return "variable of the server";
    }
    if (name.contains("sysprop") || name.contains("system prop")) {
      return "system property";
    }
    return name.contains("env") ? "environment" : source;
  }
}

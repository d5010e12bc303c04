package io.visiona.api.identity.signin;

import jakarta.servlet.http.HttpServletRequest;
import java.io.InputStream;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The language of a page that the server renders: the first one of {@code Accept-Language} (RFC
 * 9110, 12.5.4) that the console speaks, or English. Thread-safe.
 */
final class PageLanguages {
  private static final String ENGLISH = "en";

  private final Map<String, PageTexts> read = new ConcurrentHashMap<>();

  /** Asks the request, so it is called on the request's thread. */
  PageTexts of(HttpServletRequest request) {
    return read.computeIfAbsent(
        language(wishes(request)),
        language -> {
          InputStream file =
              request.getServletContext().getResourceAsStream("/texts/" + language + ".json");
          if (file == null) {
            throw new IllegalStateException("The application has no texts in " + language);
          }
          return PageTexts.read(language, file);
        });
  }

  /** Without the header the container gives its own locale, which is nobody's wish. */
  private static List<Locale> wishes(HttpServletRequest request) {
    return request.getHeader("Accept-Language") == null
        ? List.of()
        : Collections.list(request.getLocales());
  }

  static String language(List<Locale> wishes) {
    return wishes.stream()
        .map(PageLanguages::known)
        .flatMap(Optional::stream)
        .findFirst()
        .orElse(ENGLISH);
  }

  private static Optional<String> known(Locale wish) {
    return switch (wish.getLanguage()) {
      case "en" -> Optional.of(ENGLISH);
      case "zh" -> Optional.of("zh-TW");
      case "ko" -> Optional.of("ko");
      default -> Optional.empty();
    };
  }
}

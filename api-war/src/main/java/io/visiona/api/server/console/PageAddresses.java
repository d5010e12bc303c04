package io.visiona.api.server.console;

import java.util.List;
import java.util.regex.Pattern;

/** The addresses of the console's pages, as they are sent: undecoded. */
final class PageAddresses {
  private static final String UUID = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";

  /** The id grammar of devices and cameras. */
  private static final String NAME = "[a-z0-9][a-z0-9._-]{0,63}";

  private static final Pattern PAGE =
      Pattern.compile(
          "/|/wall|/account|/connect|/help|/agents(?:/new)?"
              + "|/agents/"
              + UUID
              + "(?:/(?:devices|cameras|clusters|logs|system|settings))?"
              + "|/agents/"
              + UUID
              + "/(?:devices|cameras)/"
              + NAME
              + "|/agents/"
              + UUID
              + "/clusters/"
              + UUID
              + "|/models(?:/"
              + UUID
              + ")?|/conversions(?:/new|/"
              + UUID
              + ")?");

  /** What belongs to programs; their unknown addresses are told apart by the API itself. */
  private static final List<String> PROGRAMS =
      List.of("/api/", "/ws/", "/gateway/", "/internal/", "/health/", "/openapi", "/metrics");

  private PageAddresses() {}

  static boolean isPage(String rawPath) {
    return PAGE.matcher(rawPath).matches();
  }

  static boolean isForPrograms(String rawPath) {
    return PROGRAMS.stream().anyMatch((rawPath + "/")::startsWith)
        || rawPath.equals("/healthz")
        || rawPath.equals("/error-page");
  }
}

package io.visiona.cli;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The person's browser, where there is one on this machine. */
final class Browser {
  private final List<String> command;

  private Browser(List<String> command) {
    this.command = command;
  }

  /** What {@code BROWSER} names, or what the desktop opens addresses with. */
  static Optional<Browser> find(Map<String, String> environment) {
    String named = environment.getOrDefault("BROWSER", "");
    if (!named.isEmpty()) {
      return Optional.of(new Browser(List.of(named)));
    }
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (system.contains("windows")) {
      return Optional.of(new Browser(List.of("rundll32", "url.dll,FileProtocolHandler")));
    }
    if (system.contains("mac")) {
      return Optional.of(new Browser(List.of("open")));
    }
    boolean desktop =
        !environment.getOrDefault("DISPLAY", "").isEmpty()
            || !environment.getOrDefault("WAYLAND_DISPLAY", "").isEmpty();
    return desktop && onPath(environment, "xdg-open")
        ? Optional.of(new Browser(List.of("xdg-open")))
        : Optional.empty();
  }

  /** Opens a page; false when that cannot be done. */
  boolean open(URI page) {
    try {
      List<String> line = new ArrayList<>(command);
      line.add(page.toString());
      new ProcessBuilder(line)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
      return true;
    } catch (IOException missing) {
      return false;
    }
  }

  private static boolean onPath(Map<String, String> environment, String program) {
    for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }
}

package io.visiona.bench.chain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A part of the results between two markers, which a run replaces. */
final class Section {
  private Section() {}

  /** Replaces the part of that name, or adds it; what people wrote around it stays. */
  static void replace(Path file, String name, String text) throws IOException {
    String begin = "<!-- " + name + ": begin -->\n";
    String end = "<!-- " + name + ": end -->\n";
    String old = Files.exists(file) ? Files.readString(file) : "# Results\n\n" + begin + end;
    int from = old.indexOf(begin);
    int to = old.indexOf(end);
    String before = from < 0 ? old.stripTrailing() + "\n\n" : old.substring(0, from);
    String after = to < 0 ? "" : old.substring(to + end.length());
    Files.writeString(file, before + begin + "\n" + text + "\n" + end + after);
  }
}

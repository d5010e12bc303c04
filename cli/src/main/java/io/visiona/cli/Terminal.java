package io.visiona.cli;

import jakarta.json.JsonObject;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What people and programs read. Results go to standard output, everything else to standard error.
 * Agents and other people choose names and messages: nothing of that may command a terminal.
 */
final class Terminal {
  private static final int WIDEST_COLUMN = 60;

  private final PrintWriter out;
  private final PrintWriter err;

  Terminal(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  /** A text without control, format and private characters: those become {@code ?}. */
  static String clean(String text) {
    StringBuilder clean = new StringBuilder();
    text.codePoints()
        .forEach(point ->
            clean.appendCodePoint(
                switch (Character.getType(point)) {
                  case Character.CONTROL,
                      Character.FORMAT,
                      Character.SURROGATE,
                      Character.PRIVATE_USE,
                      Character.LINE_SEPARATOR,
                      Character.PARAGRAPH_SEPARATOR ->
                      '?';
                  default -> point;
                }));
    return clean.toString();
  }

  /** A line of text; what is foreign in it must be clean. */
  void line(String text) {
    out.println(text);
    out.flush();
  }

  /** One JSON value on one line. Characters that some terminals obey are escaped. */
  void json(JsonObject value) {
    line(escaped(value.toString()));
  }

  /** A note beside the results. */
  void note(String text) {
    err.println(text);
    err.flush();
  }

  /** A note that the next one overwrites. */
  void overwrite(String text) {
    err.print("\r" + text + "\u001b[K");
    err.flush();
  }

  /** Whether whoever reads the results has gone, as {@code head} does. */
  boolean isClosed() {
    return out.checkError();
  }

  /** Columns as wide as they must be. */
  void table(List<String> titles, List<List<String>> rows) {
    List<List<String>> all = new ArrayList<>();
    all.add(titles);
    rows.forEach(row -> all.add(row.stream().map(Terminal::cell).toList()));
    int[] widths = new int[titles.size()];
    for (List<String> row : all) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : all) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
      }
      line(line.toString().stripTrailing());
    }
  }

  /** A text that may be missing. */
  static String text(JsonObject object, String field) {
    return switch (object.get(field)) {
      case jakarta.json.JsonString string -> string.getString();
      case jakarta.json.JsonNumber number -> number.toString();
      case null, default -> "-";
    };
  }

  private static String cell(String text) {
    String clean = clean(text);
    return clean.length() <= WIDEST_COLUMN ? clean : clean.substring(0, WIDEST_COLUMN - 1) + "…";
  }

  private static String escaped(String json) {
    StringBuilder escaped = null;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      boolean control = c >= '\u007f' && c <= '\u009f';
      if (control && escaped == null) {
        escaped = new StringBuilder(json.substring(0, i));
      }
      append(escaped, c, control);
    }
    return escaped == null ? json : escaped.toString();
  }

  private static void append(@Nullable StringBuilder to, char c, boolean control) {
    if (to != null) {
      to.append(control ? "\\u%04x".formatted((int) c) : String.valueOf(c));
    }
  }
}

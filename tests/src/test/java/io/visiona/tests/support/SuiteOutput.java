package io.visiona.tests.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Everything the servers and agents of this run wrote: consoles, logs, first-failure data, and
 * answers that were errors. Thread-safe.
 */
public final class SuiteOutput {
  private static final Pattern LOG = Pattern.compile(".*(\\.log|/logs/.*|/ffdc/.*)");

  private static final Pattern FRAME =
      Pattern.compile("^\\s+(at |\\.\\.\\. )|^\\s*(Caused by|Suppressed): ");

  /** Where Liberty tells that it has written a stack down, and what of. */
  private static final Pattern MENTION = Pattern.compile("FFDC1015I|^Exception = ");

  /** A cause with its message. */
  private static final Pattern CAUSE =
      Pattern.compile("^(\\s*(?:Caused by|Suppressed): [^:\\s]+).*$");

  /** Servers make and delete files there all the time, and none of them is a log. */
  private static final Set<String> NO_LOGS = Set.of("workarea", "db", "resources");

  private static final Set<Path> FOLDERS = ConcurrentHashMap.newKeySet();
  private static final ConcurrentLinkedQueue<String> ERRORS = new ConcurrentLinkedQueue<>();

  private SuiteOutput() {}

  /** Notes a folder that servers or agents write below. */
  public static void add(Path folder) {
    FOLDERS.add(folder);
  }

  /** Notes the body of an answer that is an error. */
  public static void error(String body) {
    ERRORS.add(body);
  }

  /** The bodies noted. */
  public static List<String> errors() {
    return List.copyOf(ERRORS);
  }

  /** Every log there is now. Databases and what agents keep are no logs: secrets belong there. */
  public static List<Path> logs() {
    List<Path> found = new ArrayList<>();
    for (Path folder : FOLDERS) {
      collect(folder, found);
    }
    return found;
  }

  private static void collect(Path folder, List<Path> found) {
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path below, BasicFileAttributes attributes) {
              return NO_LOGS.contains(below.getFileName().toString())
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (LOG.matcher(file.toString()).matches()) {
                found.add(file);
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a search finds in which log. */
  public static Map<Path, Set<String>> find(SecretSearch search) {
    Map<Path, Set<String>> hits = new TreeMap<>();
    for (Path log : logs()) {
      Set<String> found = search.in(text(log));
      if (!found.isEmpty()) {
        hits.put(log, found);
      }
    }
    return hits;
  }

  /**
   * The stacks that an exception is in, as itself or as a cause, with the log each stands in. Types
   * and frames only: messages may hold what must not be in a report. One that has no frames is the
   * exception's name alone.
   *
   * @param exception text of a line above frames
   */
  public static Map<Path, List<String>> stacks(String exception) {
    Map<Path, List<String>> hits = new TreeMap<>();
    for (Path log : logs()) {
      List<String> found = stacks(lines(log), exception);
      if (!found.isEmpty()) {
        hits.put(log, found);
      }
    }
    return hits;
  }

  static List<String> stacks(List<String> lines, String exception) {
    return IntStream.range(0, lines.size())
        .filter(i -> lines.get(i).contains(exception) && !MENTION.matcher(lines.get(i)).find())
        .mapToObj(i -> exception + "\n" + around(lines, i))
        .toList();
  }

  /** The rest of the stack that a line is in: what is above as well, if it is a cause. */
  private static String around(List<String> lines, int line) {
    int first = line;
    while (first > 0 && isOfAStack(lines.get(first))) {
      first--;
    }
    return lines.subList(first, lines.size()).stream()
        .skip(1)
        .takeWhile(SuiteOutput::isOfAStack)
        .map(each -> CAUSE.matcher(each).replaceFirst("$1"))
        .collect(Collectors.joining("\n"));
  }

  private static boolean isOfAStack(String line) {
    return FRAME.matcher(line).find();
  }

  /** Those of a stack as well where the log has a line of JSON for each event. */
  private static List<String> lines(Path log) {
    return text(log).replace("\\n\\tat ", "\n\tat ").lines().toList();
  }

  private static String text(Path log) {
    try {
      return Files.readString(log, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

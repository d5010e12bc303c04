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

  private static final Pattern FRAME = Pattern.compile("^\\s+(at |\\.\\.\\. )|^Caused by");

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
   * The stacks of an exception, with the log each stands in. Frames only: the message may hold what
   * must not be in a report.
   *
   * @param exception text of the line above the frames
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

  private static List<String> stacks(List<String> lines, String exception) {
    return IntStream.range(0, lines.size())
        .filter(i -> lines.get(i).contains(exception))
        .mapToObj(i ->
            lines.subList(i + 1, lines.size()).stream()
                .takeWhile(line -> FRAME.matcher(line).find())
                .collect(Collectors.joining("\n", exception + "\n", "")))
        .toList();
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

package io.visiona.bench.chain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a server holds.
 *
 * @param descriptors open files and connections
 * @param threads of the platform
 * @param heap bytes that are live after a collection
 * @param streams to agents and places of every limit, as the server's metrics tell
 */
record Held(long descriptors, long threads, long heap, long streams) {
  private static final Pattern USED = Pattern.compile("used (\\d+)K");
  private static final Pattern STREAMS =
      Pattern.compile(
          "^(?:visiona_link_streams|visiona_tunnel_streams|visiona_limit_in_use|visiona_limit_waiting)\\{[^}]*}"
              + " ([0-9.E]+)$",
          Pattern.MULTILINE);

  /**
   * Collects garbage and counts.
   *
   * @param metrics of the server's port of operators
   */
  static Held of(long pid, URI metrics) {
    jcmd(pid, "GC.run");
    Matcher used = USED.matcher(jcmd(pid, "GC.heap_info"));
    if (!used.find()) {
      throw new IllegalStateException("jcmd does not tell the heap");
    }
    return new Held(
        descriptors(pid), threads(pid), Long.parseLong(used.group(1)) * 1024, streams(metrics));
  }

  /** Streams and places now, without a collection. */
  static long streams(URI metrics) {
    return Math.round(
        STREAMS
            .matcher(text(metrics))
            .results()
            .mapToDouble(result -> Double.parseDouble(result.group(1)))
            .sum());
  }

  /** Open files and connections now. */
  static long descriptors(long pid) {
    return count(pid, "fd");
  }

  /** Platform threads now, without a collection. */
  static long threads(long pid) {
    return count(pid, "task");
  }

  /** What is at a URI. */
  static String text(URI metrics) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** What the JVM answers to a command. */
  static String jcmd(long pid, String... command) {
    List<String> all = new ArrayList<>();
    all.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    all.add(Long.toString(pid));
    all.addAll(List.of(command));
    try {
      Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long count(long pid, String what) {
    try (Stream<Path> entries = Files.list(Path.of("/proc", Long.toString(pid), what))) {
      return entries.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

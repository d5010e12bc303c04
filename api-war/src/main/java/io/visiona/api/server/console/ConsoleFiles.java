package io.visiona.api.server.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.ServletContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Every file of the console by its address. They are read once, so that what is served is one
 * state, tagged by content: the archive's own time stamps are fixed by the build and would let
 * browsers keep an old console for ever. Three megabytes, most of them Swagger UI. Immutable.
 */
final class ConsoleFiles {
  /** What of the libraries is public; the rest of their folders is not there. */
  private static final List<String> LIBRARIES =
      List.of(
          "/webjars/preact/10.27.2/dist/preact.module.js",
          "/webjars/preact/10.27.2/hooks/dist/hooks.module.js",
          "/_static/htm/3.1.1/dist/htm.module.js",
          "/webjars/uplot/1.6.30/dist/uPlot.esm.js",
          "/webjars/uplot/1.6.30/dist/uPlot.min.css",
          "/webjars/swagger-ui/5.34.1/swagger-ui-bundle.js",
          "/webjars/swagger-ui/5.34.1/swagger-ui.css");

  private static final Map<String, String> TYPES =
      Map.of(
          "js", "text/javascript;charset=utf-8",
          "css", "text/css;charset=utf-8",
          "svg", "image/svg+xml",
          "json", "application/json;charset=utf-8");

  private static final int BUILD_DIGITS = 12;

  private final Map<String, Served> byAddress;
  private final Served index;
  private final String importMapHash;

  private ConsoleFiles(Map<String, Served> byAddress, Served index, String importMapHash) {
    this.byAddress = Map.copyOf(byAddress);
    this.index = index;
    this.importMapHash = importMapHash;
  }

  /** Reads them; throws when one is missing, because half a console is none. */
  static ConsoleFiles read(ServletContext context) {
    SortedMap<String, byte[]> assets = new TreeMap<>();
    collect(context, "/assets/", assets);
    String build = build(assets);
    Map<String, Served> all = new HashMap<>();
    assets.forEach((path, content) ->
        all.put(
            "/assets/" + build + path.substring("/assets".length()),
            Served.of(content, type(path), true)));
    SortedMap<String, byte[]> texts = new TreeMap<>();
    collect(context, "/texts/", texts);
    texts.forEach((path, content) -> all.put(path, Served.of(content, type(path), false)));
    for (String library : LIBRARIES) {
      all.put(library, Served.of(bytes(context, library), type(library), true));
    }
    all.put("/favicon.svg", Served.of(bytes(context, "/favicon.svg"), type(".svg"), false));
    // The pages the server itself renders know no build.
    all.put("/console.css", Served.of(bytes(context, "/assets/style.css"), type(".css"), false));
    IndexPage page = IndexPage.of(new String(bytes(context, "/index.html"), UTF_8), build);
    Served index = Served.of(page.html().getBytes(UTF_8), "text/html;charset=utf-8", false);
    return new ConsoleFiles(all, index, page.importMapHash());
  }

  Served index() {
    return index;
  }

  String importMapHash() {
    return importMapHash;
  }

  @Nullable Served at(String rawPath) {
    return byAddress.get(rawPath);
  }

  Set<String> addresses() {
    return byAddress.keySet();
  }

  private static String build(SortedMap<String, byte[]> assets) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    assets.forEach((path, content) -> {
      all.writeBytes(path.getBytes(UTF_8));
      all.writeBytes(Served.sha256(content));
    });
    return HexFormat.of().formatHex(Served.sha256(all.toByteArray())).substring(0, BUILD_DIGITS);
  }

  private static void collect(
      ServletContext context, String folder, SortedMap<String, byte[]> into) {
    Set<String> entries = context.getResourcePaths(folder);
    if (entries == null) {
      throw new IllegalStateException("The archive has no folder " + folder);
    }
    for (String entry : entries) {
      if (entry.endsWith("/")) {
        collect(context, entry, into);
      } else {
        into.put(entry, bytes(context, entry));
      }
    }
  }

  private static byte[] bytes(ServletContext context, String path) {
    try (InputStream in = context.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("The archive has no " + path);
      }
      return in.readAllBytes();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static String type(String path) {
    String end = path.substring(path.lastIndexOf('.') + 1);
    String type = TYPES.get(end);
    if (type == null) {
      throw new IllegalStateException("No media type for " + path);
    }
    return type;
  }
}

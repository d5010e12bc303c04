package io.visiona.api.server.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The one HTML file of the console. It holds the only inline script there is, the import map, which
 * browsers take from nowhere else; the policy names its hash.
 *
 * @param html with the build filled in
 * @param importMapHash as {@code script-src} wants it: {@code 'sha256-…'}
 */
record IndexPage(String html, String importMapHash) {
  private static final Pattern IMPORT_MAP =
      Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);

  /** Fills in {@code {build}}; throws when there is not exactly one import map. */
  static IndexPage of(String template, String build) {
    String html = template.replace("{build}", build);
    Matcher map = IMPORT_MAP.matcher(html);
    if (!map.find()) {
      throw new IllegalStateException("index.html has no import map");
    }
    byte[] text = map.group(1).getBytes(UTF_8);
    if (map.find()) {
      throw new IllegalStateException("index.html has two import maps");
    }
    return new IndexPage(
        html, "'sha256-" + Base64.getEncoder().encodeToString(Served.sha256(text)) + "'");
  }
}

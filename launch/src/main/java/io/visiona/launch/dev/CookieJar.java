package io.visiona.launch.dev;

import java.io.IOException;
import java.net.HttpCookie;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes the file format that {@code curl -b} reads. A cookie is a credential: only its owner may
 * read the file.
 */
final class CookieJar {
  private CookieJar() {}

  static void write(Path file, List<HttpCookie> cookies) throws IOException {
    StringBuilder text = new StringBuilder("# Netscape HTTP Cookie File\n");
    for (HttpCookie cookie : cookies) {
      text.append("#HttpOnly_127.0.0.1\tFALSE\t/\tFALSE\t0\t")
          .append(cookie.getName())
          .append('\t')
          .append(cookie.getValue())
          .append('\n');
    }
    OwnersFile.write(file, text.toString());
  }
}

package io.visiona.tests.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** axe-core: what finds barriers in a page. */
final class Axe {
  private Axe() {}

  /** Its script, which makes {@code axe} known in a page. */
  static String script() {
    try (InputStream in =
        Objects.requireNonNull(Axe.class.getResourceAsStream("/axe.min.js"), "axe.min.js")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}

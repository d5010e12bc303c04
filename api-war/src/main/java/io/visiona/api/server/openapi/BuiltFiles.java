package io.visiona.api.server.openapi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** What lies beside the classes. */
final class BuiltFiles {
  private BuiltFiles() {}

  /** All of it; throws when the build has not put it there. */
  static byte[] read(String name) {
    try (InputStream in = BuiltFiles.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing: the build puts it there");
      }
      return in.readAllBytes();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}

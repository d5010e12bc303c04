package io.visiona.shared.container;

import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.jar.Attributes;
import java.util.jar.Manifest;

/**
 * The version of this application, as it was built.
 *
 * @param text as the archive's manifest says
 */
public record ServerVersion(String text) {
  private static final String UNKNOWN = "unknown";

  /** Reads the archive's manifest. */
  public static ServerVersion of(ServletContext application) {
    try (InputStream in = application.getResourceAsStream("/META-INF/MANIFEST.MF")) {
      String text =
          in == null
              ? null
              : new Manifest(in)
                  .getMainAttributes()
                  .getValue(Attributes.Name.IMPLEMENTATION_VERSION);
      return new ServerVersion(text == null ? UNKNOWN : text);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}

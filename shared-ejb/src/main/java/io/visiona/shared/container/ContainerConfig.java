package io.visiona.shared.container;

import io.visiona.shared.config.Settings;

/**
 * Whose server the applications run in.
 *
 * @param kind {@code visiona.container}
 */
public record ContainerConfig(Kind kind) {

  /** What may be relied on beyond the standard. */
  public enum Kind {
    /** Open Liberty, with the configuration of {@code docs/deployment.md}. */
    OPEN_LIBERTY,
    /** Any server: only what Jakarta EE and MicroProfile promise. */
    STANDARD
  }

  /** Reads, leaving problems in {@code settings}. */
  public static ContainerConfig from(Settings settings) {
    return new ContainerConfig(settings.choice("visiona.container", Kind.OPEN_LIBERTY, Kind.class));
  }
}

package io.visiona.api.models;

import io.visiona.shared.config.Settings;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The model library.
 *
 * @param folder {@code visiona.models.folder}: where uploaded files lie; by default {@code models} where the server runs
 * @param maxUpload {@code visiona.models.max-upload}: bytes of one file, 1 to 1 TiB, default 512 MiB
 * @param uploadTimeout {@code visiona.models.upload-timeout}: how long one upload may take, 1 s to 1 d, default 30 min
 * @param maxPerPerson {@code visiona.models.max-per-person}: uploaded models that one person may keep, 1 to 1,000,000, default 200
 */
public record ModelsConfig(Path folder, long maxUpload, Duration uploadTimeout, int maxPerPerson) {

  /** Reads, leaving problems in {@code settings}. */
  public static ModelsConfig from(Settings settings) {
    return new ModelsConfig(
        Path.of(settings.text("visiona.models.folder", "models")),
        settings.number("visiona.models.max-upload", 512L << 20, 1, 1L << 40),
        settings.duration("visiona.models.upload-timeout", Duration.ofMinutes(30), Duration.ofSeconds(1), Duration.ofDays(1)),
        settings.integer("visiona.models.max-per-person", 200, 1, 1_000_000));
  }
}

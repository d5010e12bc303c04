package io.visiona.api.models;

import io.visiona.shared.config.Settings;
import io.visiona.shared.limit.LimitConfig;
import io.visiona.shared.limit.LimitConfig.Share;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The model library.
 *
 * @param s3 with {@code visiona.models.store=s3} the bucket where uploaded files lie; empty for the
 *     folder
 * @param folder {@code visiona.models.folder}: where uploaded files lie, or, with a bucket, what is
 *     on its way there; by default {@code models} where the server runs
 * @param maxUpload {@code visiona.models.max-upload}: bytes of one file, 1 to 1 TiB, default 512
 *     MiB
 * @param uploadTimeout {@code visiona.models.upload-timeout}: how long one upload may take, 1 s to
 *     1 d, default 30 min
 * @param maxPerPerson {@code visiona.models.max-per-person}: uploaded models that one person may
 *     keep, 1 to 1,000,000, default 200
 * @param uploads {@code visiona.uploads.max-at-once} and {@code
 *     visiona.uploads.max-at-once-per-person}: uploads of models and conversions that may be going
 *     on together on this server, 1 to 10,000, default 128 and 8
 */
public record ModelsConfig(
    Optional<S3Config> s3,
    Path folder,
    long maxUpload,
    Duration uploadTimeout,
    int maxPerPerson,
    LimitConfig uploads) {

  /** Where uploaded files lie. */
  private enum Store {
    FOLDER,
    S3
  }

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int WAITING = 1000;

  /** Reads, leaving problems in {@code settings}. */
  public static ModelsConfig from(Settings settings) {
    Store store = settings.choice("visiona.models.store", Store.FOLDER, Store.class);
    return new ModelsConfig(
        store == Store.S3 ? Optional.of(S3Config.from(settings)) : Optional.empty(),
        Path.of(settings.text("visiona.models.folder", "models")),
        settings.number("visiona.models.max-upload", 512L << 20, 1, 1L << 40),
        settings.duration(
            "visiona.models.upload-timeout",
            Duration.ofMinutes(30),
            Duration.ofSeconds(1),
            Duration.ofDays(1)),
        settings.integer("visiona.models.max-per-person", 200, 1, 1_000_000),
        uploads(settings));
  }

  private static LimitConfig uploads(Settings settings) {
    return new LimitConfig(
        "uploads",
        settings.integer("visiona.uploads.max-at-once", 128, 1, 10_000),
        List.of(
            new Share(
                "person",
                settings.integer("visiona.uploads.max-at-once-per-person", 8, 1, 10_000))),
        PATIENCE,
        WAITING);
  }
}

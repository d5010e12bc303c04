package io.visiona.api.models;

import io.visiona.shared.config.Secret;
import io.visiona.shared.config.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The bucket of uploaded models.
 *
 * @param endpoint {@code visiona.models.s3.endpoint}: of a store that is not Amazon's
 * @param region {@code visiona.models.s3.region}: what requests are signed for, default {@code
 *     us-east-1}
 * @param bucket {@code visiona.models.s3.bucket}: must exist
 * @param prefix {@code visiona.models.s3.prefix}: what keys begin with, default {@code models/}
 * @param accessKey {@code visiona.models.s3.access-key}: empty for the SDK's default chain
 * @param secretKey {@code visiona.models.s3.secret-key}
 * @param pathStyle {@code visiona.models.s3.path-style}: whether the bucket stands in the path and
 *     not in the host's name, default {@code false}
 * @param timeout {@code visiona.models.s3.timeout}: the longest one call may take with its repeats,
 *     1 s to 10 min, default 1 min; of a download, until its first byte and between two reads
 */
public record S3Config(
    Optional<URI> endpoint,
    String region,
    String bucket,
    String prefix,
    Secret accessKey,
    Secret secretKey,
    boolean pathStyle,
    Duration timeout) {
  private static final String ENDPOINT = "visiona.models.s3.endpoint";
  private static final String REGION = "visiona.models.s3.region";
  private static final String BUCKET = "visiona.models.s3.bucket";
  private static final String PREFIX = "visiona.models.s3.prefix";
  private static final String ACCESS = "visiona.models.s3.access-key";
  private static final String SECRET = "visiona.models.s3.secret-key";

  /** What Amazon allows for new buckets. */
  private static final Pattern BUCKET_NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

  /** Nothing that a URL would have to escape. */
  private static final Pattern KEYS = Pattern.compile("[A-Za-z0-9._/-]{0,200}");

  private static final Pattern REGION_NAME = Pattern.compile("[a-z0-9-]{1,40}");

  /** Reads, leaving problems in {@code settings}. */
  static S3Config from(Settings settings) {
    S3Config read =
        new S3Config(
            settings.text(ENDPOINT).map(_ -> settings.url(ENDPOINT, "http://127.0.0.1")),
            settings.text(REGION, "us-east-1"),
            settings.required(BUCKET),
            settings.text(PREFIX, "models/"),
            settings.secret(ACCESS),
            settings.secret(SECRET),
            settings.flag("visiona.models.s3.path-style", false),
            settings.duration(
                "visiona.models.s3.timeout",
                Duration.ofMinutes(1),
                Duration.ofSeconds(1),
                Duration.ofMinutes(10)));
    if (!read.bucket.isEmpty() && !BUCKET_NAME.matcher(read.bucket).matches()) {
      settings.problem(BUCKET, "is not a bucket's name");
    }
    if (!KEYS.matcher(read.prefix).matches() || read.prefix.startsWith("/")) {
      settings.problem(
          PREFIX, "must be up to 200 letters, digits, . _ / or -, and not begin with a slash");
    }
    if (!REGION_NAME.matcher(read.region).matches()) {
      settings.problem(REGION, "is not a region's name");
    }
    if (read.accessKey.isEmpty() != read.secretKey.isEmpty()) {
      settings.problem(
          read.accessKey.isEmpty() ? ACCESS : SECRET, "is required with the other of the two");
    }
    return read;
  }
}

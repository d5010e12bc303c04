package io.visiona.shared.config;

import java.util.Optional;

/**
 * How secrets are kept at rest; both applications read it, so that both can say when the key is the
 * public one.
 *
 * @param signingSecret {@code visiona.storage.signing-secret}: keys the hashes of pairing codes and
 *     session tokens, at least 32 bytes; changing it invalidates every pairing
 * @param publicDefault the secret is the one everybody knows
 */
public record StorageConfig(Secret signingSecret, boolean publicDefault) {
  private static final String KEY = "visiona.storage.signing-secret";
  private static final String DEVELOPMENT_SECRET = "development-storage-signing-secret-0123456789";
  private static final int LEAST_SECRET_BYTES = 32;

  /** Reads, leaving problems in {@code settings}. */
  public static StorageConfig from(Settings settings) {
    Mode mode = settings.choice("visiona.mode", Mode.PRODUCTION, Mode.class);
    Secret secret = settings.secret(KEY);
    if (secret.isEmpty() && mode == Mode.DEVELOPMENT) {
      secret = new Secret(DEVELOPMENT_SECRET);
    }
    boolean publicDefault = secret.value().equals(DEVELOPMENT_SECRET);
    if (secret.bytes().length < LEAST_SECRET_BYTES) {
      settings.problem(KEY, "is required and must have at least 32 bytes");
    } else if (publicDefault && mode == Mode.PRODUCTION) {
      settings.problem(KEY, "is the development default, which production refuses");
    }
    return new StorageConfig(secret, publicDefault);
  }

  /** What to warn of at start, if anything. */
  public Optional<String> warning() {
    return publicDefault
        ? Optional.of(
            KEY
                + " is the development default, which everybody knows; set it before real agents are paired")
        : Optional.empty();
  }
}

package io.visiona.shared.config;

import java.net.URI;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/**
 * How the two applications reach and trust each other; both read it.
 *
 * @param mode production refuses the well-known secret
 * @param relayUrl {@code visiona.relay.url}: the relay's internal port, {@code http} or {@code
 *     https}
 * @param apiInternalUrl {@code visiona.api.internal-url}: the API's internal port
 * @param secret {@code visiona.internal.secret}: signs and checks the service JWTs, at least 32
 *     bytes
 */
public record InternalConfig(Mode mode, URI relayUrl, URI apiInternalUrl, Secret secret) {

  /** The secret of {@code development.xml}; it is public. */
  static final String DEVELOPMENT_SECRET = "development-internal-secret-0123456789abcdef";

  private static final int LEAST_SECRET_BYTES = 32;

  /** Reads and checks; throws {@link ConfigurationException} with every problem. */
  public static InternalConfig from(Config config) {
    Settings settings = new Settings(config);
    InternalConfig read = from(settings);
    settings.check();
    return read;
  }

  /** Reads, leaving problems in {@code settings}. */
  public static InternalConfig from(Settings settings) {
    Mode mode = settings.choice("visiona.mode", Mode.PRODUCTION, Mode.class);
    Secret secret = settings.secret("visiona.internal.secret");
    if (secret.bytes().length < LEAST_SECRET_BYTES) {
      settings.problem("visiona.internal.secret", "is required and must have at least 32 bytes");
    }
    if (mode == Mode.PRODUCTION && secret.value().equals(DEVELOPMENT_SECRET)) {
      settings.problem(
          "visiona.internal.secret", "is the development default, which production refuses");
    }
    return new InternalConfig(
        mode,
        settings.url("visiona.relay.url", "http://127.0.0.1:3801"),
        settings.url("visiona.api.internal-url", "http://127.0.0.1:3722"),
        secret);
  }

  /** What to warn of at start, if anything. */
  public Optional<String> warning() {
    return secret.value().equals(DEVELOPMENT_SECRET)
        ? Optional.of(
            "visiona.internal.secret is the development default, which everybody knows; set it before others can reach this server")
        : Optional.empty();
  }
}

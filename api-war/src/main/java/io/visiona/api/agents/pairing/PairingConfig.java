package io.visiona.api.agents.pairing;

import io.visiona.shared.config.Settings;
import java.net.URI;
import java.time.Duration;

/**
 * Pairing.
 *
 * @param codeLifetime {@code visiona.pairing.code-lifetime}: how long a code can be exchanged
 * @param failuresPerMinute {@code visiona.pairing.failures-per-minute}: refused exchanges one
 *     address may cause before it has to wait; successful ones are not counted
 * @param tunnelUrl {@code visiona.tunnel.url}: what agents are told to connect to, as they reach it
 *     from outside
 */
public record PairingConfig(Duration codeLifetime, int failuresPerMinute, URI tunnelUrl) {

  /** Reads, leaving problems in {@code settings}. */
  public static PairingConfig from(Settings settings) {
    return new PairingConfig(
        settings.duration(
            "visiona.pairing.code-lifetime",
            Duration.ofMinutes(10),
            Duration.ofSeconds(1),
            Duration.ofHours(1)),
        settings.integer("visiona.pairing.failures-per-minute", 20, 1, 10_000),
        settings.url("visiona.tunnel.url", "http://127.0.0.1:3800/tunnel/connect"));
  }
}

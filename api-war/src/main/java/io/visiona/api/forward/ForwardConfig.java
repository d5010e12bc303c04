package io.visiona.api.forward;

import io.visiona.shared.config.Settings;
import io.visiona.shared.exchange.ExchangeLimits;
import java.time.Duration;

/**
 * Bounds of forwarding.
 *
 * @param open {@code visiona.forward.stream-open-timeout}: until an agent has accepted a stream, waiting for a place included
 * @param responseHeaders {@code visiona.forward.response-headers-timeout}: from the end of the request until the response's headers
 * @param idleBody {@code visiona.forward.idle-body-timeout}: without progress of a body, either way
 * @param headerBytes {@code visiona.forward.max-header-bytes}: of the headers of one response
 * @param streamsPerAgent {@code visiona.forward.streams-per-agent}: requests in progress to one agent; more of them wait
 */
public record ForwardConfig(
    Duration open, Duration responseHeaders, Duration idleBody, int headerBytes, int streamsPerAgent) {

  /** Reads, leaving problems in {@code settings}. */
  public static ForwardConfig from(Settings settings) {
    Duration least = Duration.ofMillis(100);
    Duration most = Duration.ofHours(1);
    return new ForwardConfig(
        settings.duration("visiona.forward.stream-open-timeout", Duration.ofSeconds(10), least, Duration.ofSeconds(60)),
        settings.duration("visiona.forward.response-headers-timeout", Duration.ofSeconds(60), least, most),
        settings.duration("visiona.forward.idle-body-timeout", Duration.ofSeconds(300), least, Duration.ofDays(1)),
        settings.integer("visiona.forward.max-header-bytes", 64 * 1024, 1024, 1 << 20),
        settings.integer("visiona.forward.streams-per-agent", 256, 1, 65_536));
  }

  /** As limits of one exchange. */
  ExchangeLimits limits() {
    return new ExchangeLimits(open, responseHeaders, idleBody, headerBytes);
  }
}

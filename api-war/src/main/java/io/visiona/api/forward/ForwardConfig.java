package io.visiona.api.forward;

import io.visiona.shared.config.Settings;
import io.visiona.shared.exchange.ExchangeLimits;
import io.visiona.shared.limit.LimitConfig;
import io.visiona.shared.limit.LimitConfig.Share;
import java.time.Duration;
import java.util.List;

/**
 * Bounds of forwarding.
 *
 * @param open {@code visiona.forward.stream-open-timeout}: until an agent has accepted a stream, or
 *     another one meanwhile, waiting for a place included; five times that in all, for each
 * @param responseHeaders {@code visiona.forward.response-headers-timeout}: from the end of the
 *     request until the response's headers
 * @param idleBody {@code visiona.forward.idle-body-timeout}: without progress of a body, either way
 * @param headerBytes {@code visiona.forward.max-header-bytes}: of the headers of one response
 * @param streamsPerAgent {@code visiona.forward.streams-per-agent}: requests in progress to one
 *     agent; more of them wait
 * @param streamsPerPerson {@code visiona.forward.streams-per-person}: requests in progress of one
 *     person, to whichever agents; more of them wait
 */
public record ForwardConfig(
    Duration open,
    Duration responseHeaders,
    Duration idleBody,
    int headerBytes,
    int streamsPerAgent,
    int streamsPerPerson) {
  /** On this server; the link has its own bound. */
  private static final int STREAMS = 65_536;

  private static final int WAITING = 4096;

  /** Reads, leaving problems in {@code settings}. */
  public static ForwardConfig from(Settings settings) {
    Duration least = Duration.ofMillis(100);
    Duration most = Duration.ofHours(1);
    return new ForwardConfig(
        settings.duration(
            "visiona.forward.stream-open-timeout",
            Duration.ofSeconds(10),
            least,
            Duration.ofSeconds(60)),
        settings.duration(
            "visiona.forward.response-headers-timeout", Duration.ofSeconds(60), least, most),
        settings.duration(
            "visiona.forward.idle-body-timeout",
            Duration.ofSeconds(300),
            least,
            Duration.ofDays(1)),
        settings.integer("visiona.forward.max-header-bytes", 64 * 1024, 1024, 1 << 20),
        settings.integer("visiona.forward.streams-per-agent", 256, 1, 65_536),
        settings.integer("visiona.forward.streams-per-person", 512, 1, 65_536));
  }

  /** How requests in progress are shared. */
  LimitConfig streams() {
    return new LimitConfig(
        "agent_streams", STREAMS, List.of(new Share("person", streamsPerPerson)), open, WAITING);
  }

  /** As limits of one exchange. */
  ExchangeLimits limits() {
    return new ExchangeLimits(open, responseHeaders, idleBody, headerBytes);
  }
}

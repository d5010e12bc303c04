package io.visiona.agent.tunnel;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a relay's HTTP answer to a tunnel request means when it is not an upgrade. */
final class DialResponse {
  private DialResponse() {}

  static DialResult refusal(int status, @Nullable String retryAfter) {
    return switch (status) {
      case 401 -> new DialResult.Unauthorized();
      case 409 -> new DialResult.Elsewhere();
      case 429 ->
          new DialResult.Busy(
              "the owner of this agent has as many tunnels as they may have",
              RetryAfter.parse(retryAfter, Instant.now()));
      case 503 ->
          new DialResult.Busy("the relay is busy", RetryAfter.parse(retryAfter, Instant.now()));
      default -> new DialResult.NotOffered("the server answered " + status);
    };
  }
}

package io.visiona.api.devices;

import io.visiona.api.http.Problems;
import io.visiona.api.proxy.LocalReply;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import io.visiona.shared.exchange.ResponseHead;
import java.util.Optional;
import java.util.regex.Pattern;

/** Errors as answers. */
final class Replies {
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,5}");
  private static final int UNAVAILABLE = 503;

  private Replies() {}

  /** A fault of ours. */
  static LocalReply of(ApiException fault) {
    return new LocalReply(
        fault.code().status(),
        (request, response) -> {
          if (fault.code().status() == UNAVAILABLE) {
            response.setHeader("Retry-After", "1");
          } else if (fault.code() == ErrorCode.TOO_MANY_STREAMS) {
            response.setHeader("Retry-After", "5");
          }
          Problems.send(request, response, fault);
        });
  }

  /** What an agent said, with when to come again if it said so. */
  static LocalReply of(AgentError error, ResponseHead head) {
    Optional<String> later =
        head.first("Retry-After").filter(value -> SECONDS.matcher(value).matches());
    return new LocalReply(
        error.status(),
        (request, response) -> {
          later.ifPresent(seconds -> response.setHeader("Retry-After", seconds));
          Problems.sendOfAgent(
              request, response, error.status(), error.code(), error.message(), error.details());
        });
  }
}

package io.visiona.api.gateway;

import io.visiona.api.http.Problems;
import io.visiona.api.proxy.LocalReply;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Writes the gateway's errors: the API's envelope, with the gateway's codes. */
public final class GatewayErrors {
  private GatewayErrors() {}

  /** Answers and ends the response; nothing may have been sent before. */
  public static void send(
      HttpServletRequest request, HttpServletResponse response, GatewayError error)
      throws IOException {
    send(request, response, error, error.message());
  }

  private static void send(
      HttpServletRequest request, HttpServletResponse response, GatewayError error, String message)
      throws IOException {
    Problems.sendCapital(request, response, error.status(), error.name(), message);
  }

  /** The answer to a refusal, which is counted when it goes out. */
  static LocalReply reply(GatewayMetrics metrics, GatewayRefusal refusal) {
    return new LocalReply(
        refusal.error().status(),
        (to, answer) -> {
          if (!refusal.reason().isEmpty()) {
            metrics.refused(refusal.reason());
          }
          boolean soon =
              refusal.error() == GatewayError.SERVICE_UNAVAILABLE
                  || refusal.error() == GatewayError.RATE_LIMIT_EXCEEDED;
          if (soon && !answer.containsHeader("Retry-After")) {
            answer.setHeader("Retry-After", "1");
          }
          send(to, answer, refusal);
        });
  }

  static void send(HttpServletRequest request, HttpServletResponse response, GatewayRefusal refusal)
      throws IOException {
    refusal.challenge().forEach(challenge -> response.setHeader("WWW-Authenticate", challenge));
    if (refusal.close()) {
      response.setHeader("Connection", "close");
    }
    send(request, response, refusal.error(), refusal.message());
  }
}

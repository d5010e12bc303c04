package io.visiona.api.gateway;

import io.visiona.api.http.Problems;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Writes the gateway's errors: the API's envelope, with the gateway's codes. */
public final class GatewayErrors {
  private GatewayErrors() {}

  /** Answers and ends the response; nothing may have been sent before. */
  public static void send(HttpServletRequest request, HttpServletResponse response, GatewayError error) throws IOException {
    Problems.sendCapital(request, response, error.status(), error.name(), error.message());
  }

  static void send(HttpServletRequest request, HttpServletResponse response, Refusal refusal) throws IOException {
    refusal.challenge().forEach(challenge -> response.setHeader("WWW-Authenticate", challenge));
    if (refusal.close()) {
      response.setHeader("Connection", "close");
    }
    send(request, response, refusal.error());
  }
}

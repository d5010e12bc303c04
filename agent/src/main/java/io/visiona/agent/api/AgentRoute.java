package io.visiona.agent.api;

import io.visiona.agent.error.AgentException;
import java.io.IOException;
import org.apache.hc.core5.http.HttpException;

/**
 * One row of the table.
 *
 * @param method GET, POST, PUT, PATCH or DELETE
 * @param template the path below {@code /api/}; a parameter is a segment in braces
 * @param kind of the answer
 * @param late whether it came after the first version of the API; see the fault {@code old_agent}
 * @param handler what answers
 */
public record AgentRoute(
    String method, String template, RouteKind kind, boolean late, Handler handler) {
  /** Answers a call. */
  @FunctionalInterface
  public interface Handler {
    void answer(Call call) throws AgentException, IOException, HttpException, InterruptedException;
  }

  static AgentRoute route(String method, String template, RouteKind kind, Handler handler) {
    return new AgentRoute(method, template, kind, false, handler);
  }

  AgentRoute added() {
    return new AgentRoute(method, template, kind, true, handler);
  }

  boolean answersHead() {
    return method.equals("GET") && (kind == RouteKind.JSON || kind == RouteKind.IMAGE);
  }
}

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
public record Route(String method, String template, Kind kind, boolean late, Handler handler) {
  /** Answers a call. */
  @FunctionalInterface
  public interface Handler {
    void answer(Call call) throws AgentException, IOException, HttpException, InterruptedException;
  }

  static Route route(String method, String template, Kind kind, Handler handler) {
    return new Route(method, template, kind, false, handler);
  }

  Route added() {
    return new Route(method, template, kind, true, handler);
  }

  boolean answersHead() {
    return method.equals("GET") && (kind == Kind.JSON || kind == Kind.IMAGE);
  }
}

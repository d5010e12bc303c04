package io.visiona.api.gateway.routes;

/**
 * What is wrong with a route file.
 *
 * @param line from 1
 * @param reason for an operator; repeats no value of the file
 */
public record RouteProblem(int line, String reason) {
  @Override
  public String toString() {
    return "line " + line + ": " + reason;
  }
}

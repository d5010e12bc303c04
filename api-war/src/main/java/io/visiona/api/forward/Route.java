package io.visiona.api.forward;

import org.jspecify.annotations.Nullable;

/**
 * One row of what is forwarded.
 *
 * @param method the one method, or {@code *} for any
 * @param template below {@code /api/agents/{agent}}; a last segment {@code {path}} takes everything
 * @param agentPath what the agent is asked for; {@code {path}} is the rest as the caller wrote it
 * @param kind what flows
 * @param description one sentence for people
 */
public record Route(String method, String template, String agentPath, Kind kind, String description) {

  /** What flows, and who may have it. */
  public enum Kind {
    /** Whatever the agent's own web server offers; only if the agent was paired with it allowed. */
    PROXY
  }

  private static final String REST = "/{path}";

  /** The target the agent is asked for, without the query; null when the row does not match. */
  @Nullable String match(String givenMethod, String below) {
    if (!method.equals("*") && !method.equals(givenMethod)) {
      return null;
    }
    String prefix = template.substring(0, template.length() - REST.length());
    if (below.equals(prefix)) {
      return "/";
    }
    return below.startsWith(prefix + "/") ? agentPath.replace(REST, below.substring(prefix.length())) : null;
  }
}

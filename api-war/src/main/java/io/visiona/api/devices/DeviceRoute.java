package io.visiona.api.devices;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One row of what is forwarded.
 *
 * @param method the one method, or {@code *} for any
 * @param template below {@code /api/agents/{agent}}, or from {@code /ws/} on; {@code {name}} takes
 *     one segment of that name's grammar, a last segment {@code {path}} everything
 * @param agentPath what the agent is asked for, with the same names
 * @param kind what flows
 * @param prepare what is done to the request before
 * @param headTimeout from the end of the request to the head of the answer
 * @param repeatable whether a request may be sent again when the agent never took the first
 * @param description one sentence for people
 * @param asks name of the schema of the request's body; null without a body
 * @param gives name of the schema of an answer in JSON; null without one
 * @param query names of what may stand in the query, or in the head
 */
public record DeviceRoute(
    String method,
    String template,
    String agentPath,
    Kind kind,
    Prepare prepare,
    Duration headTimeout,
    boolean repeatable,
    String description,
    @Nullable String asks,
    @Nullable String gives,
    List<String> query) {

  /** What flows. */
  public enum Kind {
    /** JSON both ways. */
    JSON,
    /** JSON there, server-sent events back. */
    SSE,
    /** As {@link #SSE}, or one JSON object, as the caller accepts. */
    SSE_OR_JSON,
    /** Pictures without an end. */
    MJPEG,
    /** One picture. */
    IMAGE,
    /** One picture, or JSON about it, as the caller accepts. */
    IMAGE_OR_JSON,
    /** A form with files there, JSON back. */
    UPLOAD,
    /** A form with files there, JSON or a picture back, as the caller accepts. */
    UPLOAD_OR_IMAGE,
    /** Messages both ways. */
    WEBSOCKET,
    /** Whatever the agent's own web server offers; only if the agent was paired with it allowed. */
    PROXY;

    /** What an answer may be. */
    public Set<Content> answers() {
      return switch (this) {
        case JSON, UPLOAD -> EnumSet.of(Content.JSON);
        case SSE -> EnumSet.of(Content.EVENTS);
        case SSE_OR_JSON -> EnumSet.of(Content.EVENTS, Content.JSON);
        case MJPEG -> EnumSet.of(Content.PICTURES);
        case IMAGE -> EnumSet.of(Content.PICTURE);
        case IMAGE_OR_JSON, UPLOAD_OR_IMAGE -> EnumSet.of(Content.PICTURE, Content.JSON);
        case WEBSOCKET, PROXY -> EnumSet.noneOf(Content.class);
      };
    }

    /** Whether the caller sends a form with files. */
    public boolean isUpload() {
      return this == UPLOAD || this == UPLOAD_OR_IMAGE;
    }

    /** Whether HEAD is answered as well as GET. */
    boolean answersHead() {
      return this == JSON || this == IMAGE || this == IMAGE_OR_JSON;
    }
  }

  /** What an answer is. */
  public enum Content {
    JSON,
    EVENTS,
    PICTURES,
    PICTURE
  }

  /** What is done before the agent is asked. */
  public enum Prepare {
    NONE,
    /** The body names a model; the agent gets an address and a token to fetch it with. */
    MODEL_DOWNLOAD
  }

  static final String AGENTS = "/api/agents/{agent}";

  private static final String REST = "/{path}";
  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
  private static final Pattern INDEX = Pattern.compile("0|[1-9][0-9]{0,2}");

  public DeviceRoute {
    query = List.copyOf(query);
  }

  DeviceRoute(
      String method,
      String template,
      String agentPath,
      Kind kind,
      Prepare prepare,
      Duration headTimeout,
      boolean repeatable,
      String description) {
    this(
        method,
        template,
        agentPath,
        kind,
        prepare,
        headTimeout,
        repeatable,
        description,
        null,
        null,
        List.of());
  }

  /** The same row, with the schema of its request's body. */
  DeviceRoute asking(String schema) {
    return described(schema, gives, query);
  }

  /** The same row, with the schema of its answers in JSON. */
  DeviceRoute giving(String schema) {
    return described(asks, schema, query);
  }

  /** The same row, with what may stand in its query. */
  DeviceRoute with(String... parameters) {
    return described(asks, gives, List.of(parameters));
  }

  private DeviceRoute described(
      @Nullable String request, @Nullable String response, List<String> parameters) {
    return new DeviceRoute(
        method,
        template,
        agentPath,
        kind,
        prepare,
        headTimeout,
        repeatable,
        description,
        request,
        response,
        parameters);
  }

  /** The path as callers see it. */
  public String path() {
    return template.startsWith("/ws/") ? template : AGENTS + template;
  }

  /**
   * The target the agent is asked for, without the query; null when the path is not this row's.
   *
   * @param below the caller's path behind the agent's id, not decoded
   */
  @Nullable String match(String below) {
    return kind == Kind.PROXY ? rest(below) : segments(below);
  }

  private @Nullable String rest(String below) {
    String prefix = template.substring(0, template.length() - REST.length());
    if (below.equals(prefix)) {
      return "/";
    }
    return below.startsWith(prefix + "/")
        ? agentPath.replace(REST, below.substring(prefix.length()))
        : null;
  }

  private @Nullable String segments(String below) {
    List<String> mine = List.of(templateBelow().split("/", -1));
    List<String> given = List.of(below.split("/", -1));
    if (mine.size() != given.size()) {
      return null;
    }
    String target = agentPath;
    for (int i = 0; i < mine.size(); i++) {
      String name = mine.get(i);
      if (!name.startsWith("{")) {
        if (!name.equals(given.get(i))) {
          return null;
        }
      } else if (grammar(name).matcher(given.get(i)).matches()) {
        target = target.replace(name, given.get(i));
      } else {
        return null;
      }
    }
    return target;
  }

  private String templateBelow() {
    return kind == Kind.WEBSOCKET ? template.substring("/ws/agents/{agent}".length()) : template;
  }

  private static Pattern grammar(String name) {
    return name.equals("{index}") ? INDEX : ID;
  }
}

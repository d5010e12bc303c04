package io.visiona.agent.error;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A request that is refused, with a code that callers can act on. Its message is for people. */
public final class AgentException extends Exception {
  private static final long serialVersionUID = 1L;

  private final AgentErrorCode code;
  private final transient Map<String, Object> details;

  /** A refusal without details. */
  public AgentException(AgentErrorCode code, String message) {
    this(code, message, Map.of());
  }

  /**
   * A refusal.
   *
   * @param details plain values (texts, numbers, lists of texts) that complete the message
   */
  public AgentException(AgentErrorCode code, String message, Map<String, ?> details) {
    super(message);
    this.code = code;
    this.details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
  }

  /** Something of the wrong kind, or not there. */
  public static AgentException badField(String field, String message) {
    return new AgentException(AgentErrorCode.BAD_REQUEST, message, Map.of("field", field));
  }

  /** A number outside of its bounds. */
  public static AgentException outOfRange(String field, Number min, Number max) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("field", field);
    details.put("min", min);
    details.put("max", max);
    String message = field + " is between " + min + " and " + max + ".";
    return new AgentException(AgentErrorCode.OUT_OF_RANGE, message, details);
  }

  public AgentErrorCode code() {
    return code;
  }

  public Map<String, Object> details() {
    return details;
  }

  /** Never null here. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}

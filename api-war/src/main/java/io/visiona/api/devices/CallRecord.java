package io.visiona.api.devices;

import io.visiona.api.forward.ForwardTarget;
import io.visiona.api.identity.sessions.UserSession;
import io.visiona.api.platform.audit.AuditEvent;
import io.visiona.api.platform.audit.AuditEvent.Actor;
import io.visiona.api.platform.audit.Origin;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is put on record of a call that goes to an agent: that somebody asked it to do something.
 * What only looks is not. Written by the thread of the request.
 */
final class CallRecord {
  private static final Set<String> LOOKS = Set.of("GET", "HEAD", "OPTIONS");
  private static final String ROOT = "/api/";

  private final UserSession session;
  private final ForwardTarget target;
  private @Nullable Origin origin;
  private String method = "";
  private @Nullable String model;

  CallRecord(UserSession session, ForwardTarget target) {
    this.session = session;
    this.target = target;
  }

  /** Notes where it comes from. */
  void begins(HttpServletRequest request) {
    method = request.getMethod();
    origin = Origin.of(request);
  }

  /** Notes which model it is about. */
  void names(String id) {
    model = id;
  }

  /** The event, when it is over; empty for what is not put on record. */
  Optional<AuditEvent> ends(int status) {
    Origin from = origin;
    if (from == null || LOOKS.contains(method)) {
      return Optional.empty();
    }
    String path = target.target().split("\\?", 2)[0];
    String asked = method + " " + (path.startsWith(ROOT) ? path.substring(ROOT.length()) : path);
    return Optional.of(
        AuditEvent.now(
            session.caller().subject(),
            Actor.PERSON,
            session.publicId(),
            session.program(),
            "agent.call",
            target.agent().toString(),
            model == null ? asked : asked + " model=" + model,
            from,
            status));
  }
}

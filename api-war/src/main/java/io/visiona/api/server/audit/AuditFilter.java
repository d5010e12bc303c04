package io.visiona.api.server.audit;

import io.visiona.api.identity.sessions.UserSession;
import io.visiona.api.platform.audit.AuditEvent;
import io.visiona.api.platform.audit.AuditEvent.Actor;
import io.visiona.api.platform.audit.AuditLog;
import io.visiona.api.platform.audit.Audited;
import io.visiona.api.platform.audit.Origin;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Of one method: notes who calls while the request can be asked, and puts the call on record when
 * its answer is known, whichever thread knows it. Thread-safe.
 */
final class AuditFilter implements ContainerRequestFilter, ContainerResponseFilter {
  private static final String CALL = AuditFilter.class.getName();

  private final Audited audited;
  private final AuditLog log;
  private final HttpServletRequest request;

  /**
   * Made for each method.
   *
   * @param request stands for that of the thread at hand
   */
  AuditFilter(Audited audited, AuditLog log, HttpServletRequest request) {
    this.audited = audited;
    this.log = log;
    this.request = request;
  }

  private record Call(UserSession session, Optional<String> thing, Origin origin) {}

  @Override
  public void filter(ContainerRequestContext context) {
    UserSession.of(request)
        .ifPresent(session ->
            context.setProperty(CALL, new Call(session, named(context), Origin.of(request))));
  }

  @Override
  public void filter(ContainerRequestContext context, ContainerResponseContext response) {
    if (context.getProperty(CALL) instanceof Call call) {
      log.record(
          AuditEvent.now(
              call.session().caller().subject(),
              Actor.PERSON,
              call.session().publicId(),
              call.session().program(),
              audited.value(),
              call.thing().or(() -> made(response)).orElse(null),
              null,
              call.origin(),
              response.getStatus()));
    }
  }

  /** What the path names; only well-formed ids, because the rest is anybody's text. */
  private static Optional<String> named(ContainerRequestContext context) {
    return context.getUriInfo().getPathParameters().values().stream()
        .flatMap(Collection::stream)
        .flatMap(AuditFilter::id)
        .findFirst();
  }

  private static Stream<String> id(String text) {
    try {
      return Stream.of(UUID.fromString(text).toString());
    } catch (IllegalArgumentException none) {
      return Stream.of();
    }
  }

  private Optional<String> made(ContainerResponseContext response) {
    if (!(response.getEntity() instanceof Record made)) {
      return Optional.empty();
    }
    return Stream.of(made.getClass().getRecordComponents())
        .filter(component -> component.getName().equals(audited.made()))
        .map(component -> value(component, made))
        .findFirst()
        .map(String::valueOf);
  }

  private static @Nullable Object value(RecordComponent component, Record made) {
    try {
      return component.getAccessor().invoke(made);
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException("the accessor of a public record", impossible);
    }
  }
}

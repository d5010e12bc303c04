package io.visiona.api.platform.audit;

import io.visiona.shared.persistence.InstantConverter;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code audit_events}. It never leaves the transaction that read it. */
@Entity
@Table(name = "audit_events")
@SuppressWarnings("NullAway.Init") // the provider fills the fields
public class AuditEntity {
  @Id private UUID id;
  private String subject;

  @Column(name = "happened_at")
  @Convert(converter = InstantConverter.class)
  private Instant happenedAt;

  private String actor;

  @Column(name = "session_id")
  private @Nullable String session;

  private @Nullable String program;
  private String action;
  private @Nullable String thing;
  private @Nullable String detail;
  private String address;
  private int status;

  @Column(name = "request_id")
  private String requestId;

  /** For the persistence provider. */
  protected AuditEntity() {}

  AuditEntity(AuditEvent event) {
    UUID with = event.session();
    this.id = event.id();
    this.subject = event.subject();
    this.happenedAt = event.at();
    this.actor = event.actor().tag();
    this.session = with == null ? null : with.toString();
    this.program = event.program();
    this.action = event.action();
    this.thing = event.thing();
    this.detail = event.detail();
    this.address = event.address();
    this.status = event.status();
    this.requestId = event.requestId();
  }

  AuditEvent toEvent() {
    return new AuditEvent(
        id,
        happenedAt,
        subject,
        AuditEvent.Actor.valueOf(actor.toUpperCase(Locale.ROOT)),
        session == null ? null : UUID.fromString(session),
        program,
        action,
        thing,
        detail,
        address,
        status,
        requestId);
  }
}

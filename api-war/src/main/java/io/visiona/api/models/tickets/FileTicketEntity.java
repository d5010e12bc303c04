package io.visiona.api.models.tickets;

import io.visiona.shared.persistence.InstantConverter;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** A row of {@code model_tickets}. It never leaves the transaction that read it. */
@Entity
@Table(name = "model_tickets")
@SuppressWarnings("NullAway.Init") // the provider fills the fields
public class FileTicketEntity {
  @Id
  @Column(name = "ticket_hash")
  private String hash;

  @Column(name = "agent_id")
  private UUID agent;

  @Column(name = "model_id")
  private UUID model;

  @Column(name = "expires_at")
  @Convert(converter = InstantConverter.class)
  private Instant expiresAt;

  /** For the persistence provider. */
  protected FileTicketEntity() {}

  FileTicketEntity(String hash, UUID agent, UUID model, Instant expiresAt) {
    this.hash = hash;
    this.agent = agent;
    this.model = model;
    this.expiresAt = expiresAt;
  }

  boolean allows(UUID wanted, Instant now) {
    return model.equals(wanted) && now.isBefore(expiresAt);
  }

  UUID agent() {
    return agent;
  }
}

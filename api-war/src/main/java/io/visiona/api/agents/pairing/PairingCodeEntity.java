package io.visiona.api.agents.pairing;

import io.visiona.api.agents.NewAgent;
import io.visiona.shared.persistence.InstantConverter;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code pairing_codes}. It never leaves the transaction that read it. */
@Entity
@Table(name = "pairing_codes")
@SuppressWarnings(
    "NullAway.Init") // the provider fills the fields of an instance it made with the empty
// constructor
public class PairingCodeEntity {
  @Id private UUID id;

  private String owner;
  private String label;

  @Column(name = "allow_proxy")
  private boolean allowProxy;

  @Column(name = "code_hash")
  private String codeHash;

  @Column(name = "created_at")
  @Convert(converter = InstantConverter.class)
  private Instant createdAt;

  @Column(name = "expires_at")
  @Convert(converter = InstantConverter.class)
  private Instant expiresAt;

  @Column(name = "used_at")
  @Convert(converter = InstantConverter.class)
  private @Nullable Instant usedAt;

  /** A text: EclipseLink cannot keep or read a UUID that is absent. */
  @Column(name = "agent_id")
  private @Nullable String agentId;

  /** For the persistence provider. */
  protected PairingCodeEntity() {}

  PairingCodeEntity(
      String owner,
      String label,
      boolean allowProxy,
      String codeHash,
      Instant now,
      Instant expiresAt) {
    this.id = UUID.randomUUID();
    this.owner = owner;
    this.label = label;
    this.allowProxy = allowProxy;
    this.codeHash = codeHash;
    this.createdAt = now;
    this.expiresAt = expiresAt;
  }

  UUID id() {
    return id;
  }

  boolean isExpired(Instant now) {
    return !now.isBefore(expiresAt);
  }

  NewAgent agent(String name, String platform) {
    return new NewAgent(owner, name, label, platform, allowProxy);
  }

  String owner() {
    return owner;
  }

  PairingCode toCode() {
    return new PairingCode(
        id,
        label,
        allowProxy,
        createdAt,
        expiresAt,
        usedAt,
        agentId == null ? null : UUID.fromString(agentId));
  }
}

package io.visiona.api.agents;

import io.visiona.shared.persistence.InstantConverter;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code agents}. It never leaves the transaction that read it. */
@Entity
@Table(name = "agents")
@SuppressWarnings("NullAway.Init") // the provider fills the fields of an instance it made with the empty constructor
public class AgentEntity {
  @Id private UUID id;

  private String owner;
  private String name;
  private String label;
  private String platform;

  @Column(name = "allow_proxy")
  private boolean allowProxy;

  @Column(name = "token_hash")
  private String tokenHash;

  @Column(name = "paired_at")
  @Convert(converter = InstantConverter.class)
  private Instant pairedAt;

  @Column(name = "token_issued_at")
  @Convert(converter = InstantConverter.class)
  private Instant tokenIssuedAt;

  @Column(name = "last_seen_at")
  @Convert(converter = InstantConverter.class)
  private @Nullable Instant lastSeenAt;

  /** For the persistence provider. */
  protected AgentEntity() {}

  AgentEntity(UUID id, NewAgent agent, String tokenHash, Instant now) {
    this.id = id;
    this.owner = agent.owner();
    this.name = agent.name();
    this.label = agent.label();
    this.platform = agent.platform();
    this.allowProxy = agent.allowProxy();
    this.tokenHash = tokenHash;
    this.pairedAt = now;
    this.tokenIssuedAt = now;
  }

  void apply(AgentChange change) {
    change.name().ifPresent(value -> name = value);
    change.label().ifPresent(value -> label = value);
    change.allowProxy().ifPresent(value -> allowProxy = value);
  }

  void replaceToken(String hash, Instant now) {
    tokenHash = hash;
    tokenIssuedAt = now;
  }

  Agent toAgent() {
    return new Agent(id, owner, name, label, platform, allowProxy, pairedAt, tokenIssuedAt, lastSeenAt);
  }
}

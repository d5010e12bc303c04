package io.visiona.api.agents;

import io.visiona.shared.persistence.InstantConverter;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/**
 * A row of {@code tunnel_closures}: a tunnel that a relay has not yet confirmed to be closed. Its
 * lease is {@link ClosureList}'s.
 */
@Entity
@Table(name = "tunnel_closures")
@SuppressWarnings(
    "NullAway.Init") // the provider fills the fields of an instance it made with the empty
// constructor
public class TunnelClosureEntity {
  @Id private UUID id;

  @Column(name = "agent_id")
  private UUID agentId;

  @Column(name = "requested_at")
  @Convert(converter = InstantConverter.class)
  private Instant requestedAt;

  @Column(name = "least_version")
  private int leastVersion;

  private String relays;

  /** For the persistence provider. */
  protected TunnelClosureEntity() {}

  TunnelClosureEntity(UUID agentId, Instant requestedAt, int leastVersion) {
    this.id = UUID.randomUUID();
    this.agentId = agentId;
    this.requestedAt = requestedAt;
    this.leastVersion = leastVersion;
    this.relays = "";
  }

  TunnelClosure toClosure() {
    Set<String> waiting = relays.isEmpty() ? Set.of() : Set.of(relays.split(","));
    return new TunnelClosure(id, agentId, requestedAt, leastVersion, waiting);
  }
}

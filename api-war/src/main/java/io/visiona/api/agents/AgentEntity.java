package io.visiona.api.agents;

import io.visiona.shared.persistence.InstantConverter;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code agents}. It never leaves the transaction that read it. */
@Entity
@Table(name = "agents")
@SuppressWarnings(
    "NullAway.Init") // the provider fills the fields of an instance it made with the empty
// constructor
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

  @Column(name = "credential_version")
  private int credentialVersion;

  @Column(name = "paired_at")
  @Convert(converter = InstantConverter.class)
  private Instant pairedAt;

  @Column(name = "token_issued_at")
  @Convert(converter = InstantConverter.class)
  private Instant tokenIssuedAt;

  @Column(name = "last_seen_at")
  @Convert(converter = InstantConverter.class)
  private @Nullable Instant lastSeenAt;

  /** One to a line: a tag has no line breaks. */
  private String tags;

  private String note;
  private @Nullable Integer devices;

  @Column(name = "page_name")
  private @Nullable String pageName;

  /** One to a line. */
  @Column(name = "allow_pages")
  private String allowPages;

  private int revision;

  /** For the persistence provider. */
  protected AgentEntity() {}

  AgentEntity(UUID id, NewAgent agent, String tokenHash, String pageName, Instant now) {
    this.id = id;
    this.owner = agent.owner();
    this.name = agent.name();
    this.label = agent.label();
    this.platform = agent.platform();
    this.allowProxy = agent.allowProxy();
    this.tokenHash = tokenHash;
    this.credentialVersion = 1;
    this.pairedAt = now;
    this.tokenIssuedAt = now;
    this.tags = "";
    this.note = "";
    this.pageName = pageName;
    this.allowPages = "";
  }

  void apply(AgentChange change) {
    Agent before = toAgent();
    change.name().ifPresent(value -> name = value);
    change.label().ifPresent(value -> label = value);
    change.allowProxy().ifPresent(value -> allowProxy = value);
    change.tags().ifPresent(value -> tags = String.join("\n", value));
    change.note().ifPresent(value -> note = value);
    change.allowPages().ifPresent(value -> allowPages = String.join("\n", value));
    if (!toAgent().equals(before)) {
      revision++;
    }
  }

  void replaceToken(String hash, Instant now) {
    tokenHash = hash;
    credentialVersion++;
    tokenIssuedAt = now;
  }

  void renamePages(String name) {
    pageName = name;
    revision++;
  }

  /** Of its session token. */
  String tokenHash() {
    return tokenHash;
  }

  /** Which of its tokens is meant; larger is newer. */
  int credentialVersion() {
    return credentialVersion;
  }

  Agent toAgent() {
    return new Agent(
        id,
        owner,
        name,
        label,
        platform,
        allowProxy,
        pairedAt,
        tokenIssuedAt,
        lastSeenAt,
        lines(tags),
        note,
        devices,
        pageName,
        lines(allowPages),
        revision);
  }

  private static List<String> lines(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split("\n", -1));
  }
}

package io.visiona.api.identity.users;

import io.visiona.shared.persistence.InstantConverter;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code users}. It never leaves the transaction that read it. */
@Entity
@Table(name = "users")
@SuppressWarnings(
    "NullAway.Init") // the provider fills the fields of an instance it made with the empty
// constructor
public class UserEntity {
  @Id private UUID id;

  private String username;
  private @Nullable String subject;

  @Column(name = "created_at")
  @Convert(converter = InstantConverter.class)
  private Instant createdAt;

  /** For the persistence provider. */
  protected UserEntity() {}

  UserEntity(UUID id, String username, String subject, Instant now) {
    this.id = id;
    this.username = username;
    this.subject = subject;
    this.createdAt = now;
  }

  @Nullable String subject() {
    return subject;
  }

  String username() {
    return username;
  }

  void belongsTo(String signedIn) {
    subject = signedIn;
  }

  void rename(String name) {
    username = name;
  }

  User toUser() {
    return new User(id, username);
  }
}

package io.visiona.api.models;

import io.visiona.shared.persistence.InstantConverter;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code models}. It never leaves the transaction that read it. */
@Entity
@Table(name = "models")
@SuppressWarnings(
    "NullAway.Init") // the provider fills the fields of an instance it made with the empty
// constructor
public class ModelEntity {
  @Id private UUID id;

  private String owner;
  private String name;
  private String source;
  private String chip;

  @Column(name = "size_bytes")
  private long size;

  private String sha256;

  @Column(name = "object_key")
  private @Nullable String objectKey;

  /** As text: the provider cannot read or write a UUID that is null. */
  @Column(name = "conversion_id")
  @SuppressWarnings("UnusedVariable") // read by queries
  private @Nullable String conversionId;

  @Column(name = "created_at")
  @Convert(converter = InstantConverter.class)
  private Instant createdAt;

  @Column(name = "updated_at")
  @Convert(converter = InstantConverter.class)
  private Instant updatedAt;

  /** For the persistence provider. */
  protected ModelEntity() {}

  ModelEntity(UUID id, ConvertedModel model, Instant now) {
    this.id = id;
    this.owner = model.owner();
    this.name = model.name();
    this.source = Source.CONVERTED.text();
    this.chip = model.chip();
    this.size = model.size();
    this.sha256 = model.sha256();
    this.objectKey = model.objectKey();
    this.conversionId = model.conversionId().toString();
    this.createdAt = now;
    this.updatedAt = now;
  }

  ModelEntity(UploadedModel model, Instant now) {
    this.id = model.id();
    this.owner = model.owner();
    this.name = model.name();
    this.source = Source.UPLOADED.text();
    this.chip = model.chip();
    this.size = model.size();
    this.sha256 = model.sha256();
    this.createdAt = now;
    this.updatedAt = now;
  }

  String owner() {
    return owner;
  }

  /** The time grows with each change, whatever the clocks of several servers say. */
  void rename(String to, Instant now) {
    name = to;
    updatedAt = now.isAfter(updatedAt) ? now : updatedAt.plusMillis(1);
  }

  Model toModel() {
    return new Model(
        id, owner, name, Source.of(source), chip, size, sha256, objectKey, createdAt, updatedAt);
  }
}

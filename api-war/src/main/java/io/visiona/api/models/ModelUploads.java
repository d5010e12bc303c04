package io.visiona.api.models;

import io.visiona.api.http.MultipartUpload;
import io.visiona.api.http.Refusals;
import io.visiona.api.http.TimedInput;
import io.visiona.api.models.ModelStore.Storing;
import io.visiona.api.platform.quota.StorageQuota;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import io.visiona.shared.limit.PermitResult.Permit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;

/**
 * Takes a person's own models in. The file is stored as it arrives, then the row is made; whatever
 * goes wrong before leaves neither. Callers block, so they run on virtual threads. Thread-safe.
 */
public final class ModelUploads {
  private final ModelLibrary library;
  private final ModelStore files;
  private final ModelsConfig config;
  private final UploadLimits limits;
  private final StorageQuota quota;

  public ModelUploads(
      ModelLibrary library, ModelStore files, ModelsConfig config, UploadLimits limits) {
    this.limits = limits;
    this.quota =
        new StorageQuota(
            config.maxPerPerson(),
            "You have " + config.maxPerPerson() + " uploaded models; delete one first.");
    this.library = library;
    this.files = files;
    this.config = config;
  }

  /** Takes a body to its end. Throws {@link ApiException} for whatever it was that went wrong. */
  public Model accept(String owner, MultipartUpload.Body body) {
    try (Permit _ = Refusals.permitFor(limits.places(), "uploads", owner)) {
      return take(owner, body);
    } catch (StorageException failed) {
      throw new ApiException(ErrorCode.UNAVAILABLE, failed);
    }
  }

  private Model take(String owner, MultipartUpload.Body body) {
    TimedInput bytes = new TimedInput(body.bytes(), limits.head(), System::nanoTime);
    MultipartUpload upload =
        MultipartUpload.read(
            new MultipartUpload.Body(body.contentType(), body.length(), bytes),
            config.maxUpload() + MultipartUpload.OVERHEAD);
    bytes.extend(config.uploadTimeout());
    String name = upload.field("name");
    if (!ModelRules.isName(name)) {
      throw bad(
          "name must have 1 to "
              + ModelRules.LONGEST_NAME
              + " characters, none of them a control character");
    }
    String chip = upload.field("chip");
    if (!ModelRules.isChip(chip)) {
      throw bad(
          "chip must have 1 to "
              + ModelRules.LONGEST_CHIP
              + " letters, digits, dots, underscores or hyphens");
    }
    quota.check(
        library.uploads(owner)); // before the file comes; what counts is looked at behind it
    return keep(owner, name, chip, upload);
  }

  private Model keep(String owner, String name, String chip, MultipartUpload upload) {
    UUID id = UUID.randomUUID();
    return switch (store(id, upload)) {
      case Storing.TooLarge() ->
          throw new ApiException(
              ErrorCode.PAYLOAD_TOO_LARGE,
              "The model file is larger than " + config.maxUpload() + " bytes.");
      case Storing.Stored(long size, String sha256) -> {
        boolean kept = false;
        try {
          if (size == 0) {
            throw bad("file is empty");
          }
          upload.end();
          Model model = library.add(new UploadedModel(id, owner, name, chip, size, sha256), quota);
          kept = true;
          yield model;
        } finally {
          if (!kept) {
            files.delete(id);
          }
        }
      }
    };
  }

  private Storing store(UUID id, MultipartUpload upload) {
    try {
      return files.store(id, upload.file(), config.maxUpload());
    } catch (IOException | UncheckedIOException broken) {
      throw MultipartUpload.refusal(broken);
    }
  }

  private static ApiException bad(String message) {
    return new ApiException(ErrorCode.BAD_REQUEST, message);
  }
}

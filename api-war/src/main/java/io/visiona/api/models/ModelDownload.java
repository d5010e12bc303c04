package io.visiona.api.models;

import java.net.URI;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What a client needs to fetch a model: GET {@code downloadUrl} with {@code Authorization: Bearer
 * token}, before {@code expiresAt}.
 *
 * @param downloadUrl on the file server
 * @param token for this one file
 * @param expiresAt when the token ends
 */
@Schema(name = "ModelDownload")
public record ModelDownload(
    URI downloadUrl,
    @Schema(description = "For this one file.") String token,
    @Schema(description = "When the token ends.") Instant expiresAt) {

  /** Prints neither object nor token. */
  @Override
  public String toString() {
    return "ModelDownload[***]";
  }
}

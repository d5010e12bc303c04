package io.visiona.api.models;

import java.net.URI;
import java.time.Instant;

/**
 * What a client needs to fetch a model: GET {@code downloadUrl} with {@code Authorization: Bearer token}, before {@code expiresAt}.
 *
 * @param downloadUrl on the file server
 * @param token for this one file
 * @param expiresAt when the token ends
 */
public record ModelDownload(URI downloadUrl, String token, Instant expiresAt) {

  /** Prints neither object nor token. */
  @Override
  public String toString() {
    return "ModelDownload[***]";
  }
}

package io.visiona.standins.membercenter;

import java.time.Instant;

/**
 * What a download token stands for.
 *
 * @param tenant whose file server
 * @param user subject of the person
 * @param objectKey of the one object
 * @param method the one method
 * @param expiresAt from then on it stands for nothing
 */
public record DownloadGrant(
    String tenant, String user, String objectKey, String method, Instant expiresAt) {

  @Override
  public String toString() {
    return "DownloadGrant[***]";
  }
}

package io.visiona.shared.membercenter;

import io.visiona.shared.coding.CachedJson;
import java.time.Duration;

/**
 * One object for one person, for a while; all parts are required. It never prints itself: all of it
 * is somebody's.
 */
record DownloadRequest(String tenant, String user, String objectKey, Duration ttl) {

  DownloadRequest {
    require("tenant", tenant);
    require("user", user);
    require("object key", objectKey);
  }

  private static void require(String what, String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(what + " is required");
    }
  }

  /** The body of the request; the time to live in whole seconds, at least one. */
  String toJson() {
    return CachedJson.createObjectBuilder()
        .add("tenant_id", tenant)
        .add("user_id", user)
        .add("object_key", objectKey)
        .add("method", "GET")
        .add("expires_in_seconds", Math.max(1, ttl.plusMillis(999).toSeconds()))
        .build()
        .toString();
  }

  @Override
  public String toString() {
    return "DownloadRequest[***]";
  }
}

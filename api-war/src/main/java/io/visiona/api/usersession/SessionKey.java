package io.visiona.api.usersession;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a store knows a session by: the SHA-256 of the id in the cookie, so that whoever reads the store cannot make a cookie of it.
 *
 * @param hash 64 hex digits
 */
public record SessionKey(String hash) {

  /** The key of an id. */
  public static SessionKey of(String id) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.US_ASCII));
      return new SessionKey(HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("SHA-256 is not available", impossible);
    }
  }
}

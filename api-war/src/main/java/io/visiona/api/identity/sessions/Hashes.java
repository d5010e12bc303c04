package io.visiona.api.identity.sessions;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What things are called where others might read along. */
final class Hashes {
  /**
   * Never used but cloned: every request needs one, and looking up the provider costs more than the
   * hash.
   */
  private static final MessageDigest SHA_256 = prototype();

  private Hashes() {}

  /** SHA-256 of the text in UTF-8, 64 hex digits. */
  static String sha256(String text) {
    try {
      MessageDigest digest = (MessageDigest) SHA_256.clone();
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (CloneNotSupportedException impossible) {
      throw new IllegalStateException("SHA-256 cannot be cloned", impossible);
    }
  }

  private static MessageDigest prototype() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("SHA-256 is not available", impossible);
    }
  }
}

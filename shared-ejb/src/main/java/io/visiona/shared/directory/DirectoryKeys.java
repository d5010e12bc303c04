package io.visiona.shared.directory;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Names in Redis. What is in braces decides where a key lies, so that one script may touch all keys
 * of an agent.
 */
final class DirectoryKeys {
  /** Set of the relays' ids. */
  static final String RELAYS = "va:relays";

  /** Set of the API servers' ids. */
  static final String APIS = "va:apis";

  /** Begins anew with each data set. */
  static final String MARK = "va:dir";

  /** The channel that everybody hears. */
  static final String ALL = "va:all";

  /** Enough that no two people have the same. */
  private static final int OWNER_BYTES = 16;

  private static final String API_LEASE = "va:p:{";

  private DirectoryKeys() {}

  static String place(String agent, int slot) {
    return (slot == ClaimRequest.FIRST ? "va:a:{" : "va:b:{") + agent + "}";
  }

  static String least(String agent) {
    return "va:x:{" + agent + "}";
  }

  static String lease(String relay) {
    return "va:r:{" + relay + "}";
  }

  /** Of a person nothing is told but a digest. */
  static String owner(String subject) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(subject.getBytes(StandardCharsets.UTF_8));
      return "va:o:{" + HexFormat.of().formatHex(digest, 0, OWNER_BYTES) + "}";
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("SHA-256 is not available", impossible);
    }
  }

  static String verdict(String tokenHash) {
    return "va:v:{" + tokenHash + "}";
  }

  static String apiLease(String api) {
    return API_LEASE + api + "}";
  }

  /** Whose lease lies there. */
  static String ofApiLease(String key) {
    return key.substring(API_LEASE.length(), key.length() - 1);
  }

  /** The channel of one relay. */
  static String channel(String relay) {
    return "va:to:" + relay;
  }
}

package io.visiona.api.agents;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Makes codes and tokens: hexadecimal, so that they survive URLs, shells and being read aloud. Thread-safe. */
public final class RandomSecrets {
  private static final int CODE_BYTES = 16;
  private static final int TOKEN_BYTES = 32;

  private final SecureRandom random = new SecureRandom();

  /** A pairing code: 128 bits. */
  public String code() {
    return hex(CODE_BYTES);
  }

  /** A session token: 256 bits. */
  public String token() {
    return hex(TOKEN_BYTES);
  }

  private String hex(int bytes) {
    byte[] bits = new byte[bytes];
    random.nextBytes(bits);
    return HexFormat.of().formatHex(bits);
  }
}

package io.visiona.api.agents;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Makes codes and tokens: hexadecimal, so that they survive URLs, shells and being read aloud.
 * Thread-safe.
 */
public final class RandomSecrets {
  /** Characters of a page's name: those that 128 bits take. */
  public static final int PAGE_NAME_LENGTH = 26;

  private static final int CODE_BYTES = 16;
  private static final int TOKEN_BYTES = 32;
  private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

  private final SecureRandom random = new SecureRandom();

  /** A pairing code: 128 bits. */
  public String code() {
    return hex(CODE_BYTES);
  }

  /** A session token: 256 bits. */
  public String token() {
    return hex(TOKEN_BYTES);
  }

  /** A label of a host name: 128 bits in base32 (RFC 4648 section 6), small letters, unpadded. */
  public String pageName() {
    BigInteger bits = new BigInteger(CODE_BYTES * Byte.SIZE, random);
    StringBuilder name = new StringBuilder(PAGE_NAME_LENGTH);
    for (int i = 0; i < PAGE_NAME_LENGTH; i++) {
      name.append(BASE32.charAt(bits.shiftRight(5 * i).intValue() & 31));
    }
    return name.toString();
  }

  private String hex(int bytes) {
    byte[] bits = new byte[bytes];
    random.nextBytes(bits);
    return HexFormat.of().formatHex(bits);
  }
}

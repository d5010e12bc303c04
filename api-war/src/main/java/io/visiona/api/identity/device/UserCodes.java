package io.visiona.api.identity.device;

import io.visiona.api.identity.sessions.DeviceLogin;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;

/**
 * The short codes that people compare and type: consonants, so that no code is a word or has a
 * digit to be mistaken for a letter (RFC 8628 section 6.1). 20^8, about 34 bits. Thread-safe.
 */
final class UserCodes {
  private static final String LETTERS = "BCDFGHJKLMNPQRSTVWXZ";
  private static final int GROUP = DeviceLogin.CODE_LENGTH / 2;
  private static final int LONGEST_SPELLING = 32;

  private final SecureRandom random;

  UserCodes(SecureRandom random) {
    this.random = random;
  }

  String next() {
    StringBuilder code = new StringBuilder();
    for (int i = 0; i < DeviceLogin.CODE_LENGTH; i++) {
      code.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return code.toString();
  }

  /** As it is shown: two groups of four. */
  static String shown(String code) {
    return code.substring(0, GROUP) + "-" + code.substring(GROUP);
  }

  /** What somebody meant: small letters, blanks and dashes do not matter; empty for no code. */
  static Optional<String> read(String typed) {
    if (typed.length() > LONGEST_SPELLING) {
      return Optional.empty();
    }
    String code = typed.toUpperCase(Locale.ROOT).replaceAll("[-\\s]", "");
    return code.length() == DeviceLogin.CODE_LENGTH
            && code.chars().allMatch(letter -> LETTERS.indexOf(letter) >= 0)
        ? Optional.of(code)
        : Optional.empty();
  }
}

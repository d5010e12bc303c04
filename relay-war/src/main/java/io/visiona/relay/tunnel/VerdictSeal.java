package io.visiona.relay.tunnel;

import io.visiona.shared.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts what relays tell each other: AES-256-GCM (NIST SP 800-38D) under a key derived from the
 * secret that relays and API share. A text is bound to the place where it is kept. Thread-safe.
 */
final class VerdictSeal {
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final String DERIVATION = "HmacSHA256";
  private static final String PURPOSE = "visiona verdicts of relays";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecretKeySpec key;
  private final SecureRandom random = new SecureRandom();

  VerdictSeal(Secret secret) {
    try {
      Mac derivation = Mac.getInstance(DERIVATION);
      derivation.init(new SecretKeySpec(secret.bytes(), DERIVATION));
      this.key =
          new SecretKeySpec(derivation.doFinal(PURPOSE.getBytes(StandardCharsets.UTF_8)), "AES");
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java platform has " + DERIVATION, impossible);
    }
  }

  String seal(String place, String text) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] sealed =
          cipher(Cipher.ENCRYPT_MODE, place, nonce).doFinal(text.getBytes(StandardCharsets.UTF_8));
      byte[] both = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
      System.arraycopy(sealed, 0, both, NONCE_BYTES, sealed.length);
      return Base64.getEncoder().withoutPadding().encodeToString(both);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("AES-GCM is not available", impossible);
    }
  }

  /** Empty for what was not sealed for that place with this secret. */
  Optional<String> open(String place, String sealed) {
    try {
      byte[] both = Base64.getDecoder().decode(sealed);
      if (both.length < NONCE_BYTES) {
        return Optional.empty();
      }
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, place, Arrays.copyOf(both, NONCE_BYTES));
      return Optional.of(
          new String(
              cipher.doFinal(both, NONCE_BYTES, both.length - NONCE_BYTES),
              StandardCharsets.UTF_8));
    } catch (IllegalArgumentException | GeneralSecurityException notOurs) {
      return Optional.empty();
    }
  }

  private Cipher cipher(int mode, String place, byte[] nonce) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}

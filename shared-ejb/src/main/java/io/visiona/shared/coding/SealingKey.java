package io.visiona.shared.coding;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Encrypts texts that are kept outside this server: AES-256-GCM (NIST SP 800-38D) with a random
 * nonce. A text is bound to where it is kept, so that it is worth nothing in another place. Written
 * {@code base64(nonce ciphertext tag)}. Immutable; thread-safe.
 */
public final class SealingKey {
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecretKey key;
  private final SecureRandom random;

  /**
   * Seals and opens with one key.
   *
   * @param key of 256 bits, for nothing else
   */
  public SealingKey(SecretKey key, SecureRandom random) {
    this.key = key;
    this.random = random;
  }

  /** Seals a text for a place. */
  public String seal(String place, String text) {
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

  /** Opens what was sealed for a place with this key; empty for anything else. */
  public Optional<String> open(String place, String sealed) {
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

package io.visiona.api.identity.sessions;

import io.visiona.shared.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts what is kept outside this server: AES-256-GCM (NIST SP 800-38D) under keys derived from
 * the key ring of the cookies, with its rule: the first seals, all open. A value is bound to where
 * it is kept, so that it is worth nothing in another place. Written {@code kid.base64(nonce
 * ciphertext tag)}. Immutable; thread-safe.
 */
final class Sealer {
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final String PURPOSE = "visiona sealed session values";

  private final String sealingKeyId;
  private final Map<String, SecretKeySpec> keys;
  private final SecureRandom random;

  Sealer(Secret signingKeys, SecureRandom random) {
    KeyRing ring = KeyRing.parse(signingKeys);
    this.sealingKeyId = ring.signingKeyId();
    this.keys = ring.derive(PURPOSE, "AES");
    this.random = random;
  }

  /** Seals a text for a place. */
  String seal(String place, String text) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] sealed =
          cipher(Cipher.ENCRYPT_MODE, sealingKeyId, place, nonce)
              .doFinal(text.getBytes(StandardCharsets.UTF_8));
      byte[] both = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
      System.arraycopy(sealed, 0, both, NONCE_BYTES, sealed.length);
      return sealingKeyId + "." + Base64.getEncoder().withoutPadding().encodeToString(both);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("AES-GCM is not available", impossible);
    }
  }

  /**
   * Opens what was sealed for a place; empty when it was not, or under a key that is not on the
   * ring.
   */
  Optional<String> open(String place, String value) {
    int dot = value.indexOf('.');
    String keyId = dot < 0 ? "" : value.substring(0, dot);
    if (!keys.containsKey(keyId)) {
      return Optional.empty();
    }
    try {
      byte[] both = Base64.getDecoder().decode(value.substring(dot + 1));
      if (both.length < NONCE_BYTES) {
        return Optional.empty();
      }
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, keyId, place, Arrays.copyOf(both, NONCE_BYTES));
      return Optional.of(
          new String(
              cipher.doFinal(both, NONCE_BYTES, both.length - NONCE_BYTES),
              StandardCharsets.UTF_8));
    } catch (IllegalArgumentException | GeneralSecurityException notOurs) {
      return Optional.empty();
    }
  }

  private Cipher cipher(int mode, String keyId, String place, byte[] nonce)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(mode, keys.get(keyId), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}

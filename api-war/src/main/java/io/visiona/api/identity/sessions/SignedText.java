package io.visiona.api.identity.sessions;

import io.visiona.shared.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Texts that this installation has made for one purpose, {@code kid.text.mac}: HMAC-SHA256 (RFC
 * 2104) under keys derived from those of the session cookie, so that what is made for one purpose
 * is worth nothing for another. Immutable; thread-safe.
 */
public final class SignedText {
  private static final String ALGORITHM = "HmacSHA256";

  private final String signingKeyId;
  private final Map<String, SecretKeySpec> keys;
  private final int longest;

  /**
   * For one purpose.
   *
   * @param keys {@code visiona.session.signing-keys}
   * @param purpose what the texts are for; never changed, as that would make all of them worthless
   * @param longest characters of a signed text; longer ones are refused unread
   */
  public SignedText(Secret keys, String purpose, int longest) {
    KeyRing ring = KeyRing.parse(keys);
    this.signingKeyId = ring.signingKeyId();
    this.keys = ring.derive(purpose, ALGORITHM);
    this.longest = longest;
  }

  /** Signs a text of letters, digits, hyphens and underscores. */
  public String sign(String text) {
    return signingKeyId + "." + text + "." + mac(signingKeyId, text);
  }

  /** The text, when it was signed here. Constant-time in the mac. */
  public Optional<String> read(String signed) {
    String[] parts = signed.length() > longest ? new String[0] : signed.split("\\.", -1);
    if (parts.length != 3 || !keys.containsKey(parts[0])) {
      return Optional.empty();
    }
    byte[] mac = mac(parts[0], parts[1]).getBytes(StandardCharsets.US_ASCII);
    return MessageDigest.isEqual(mac, parts[2].getBytes(StandardCharsets.UTF_8))
        ? Optional.of(parts[1])
        : Optional.empty();
  }

  private String mac(String keyId, String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(Objects.requireNonNull(keys.get(keyId)));
      byte[] hash = mac.doFinal((keyId + "." + text).getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException | InvalidKeyException impossible) {
      throw new IllegalStateException("HMAC-SHA256 is not available", impossible);
    }
  }
}

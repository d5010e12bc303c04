package io.visiona.shared.persistence;

import io.visiona.shared.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What is stored in place of a secret: HMAC-SHA256 under a key that is not in the database, so that
 * a copy of the database can neither be used nor be tested against guesses. The secrets are random
 * and long, so no slow hash is needed, and rows can be found by the hash. Thread-safe.
 */
public final class SecretHashes {
  private static final String ALGORITHM = "HmacSHA256";

  /** Kinds of secrets; one kind's hash is never another's. */
  public enum Kind {
    PAIRING_CODE,
    SESSION_TOKEN,
    MODEL_TICKET
  }

  private final SecretKeySpec key;

  public SecretHashes(Secret signingSecret) {
    this.key = new SecretKeySpec(signingSecret.bytes(), ALGORITHM);
  }

  /** 64 lower-case hexadecimal digits. */
  public String of(Kind kind, String secret) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(kind.name().getBytes(StandardCharsets.US_ASCII));
      mac.update((byte) 0);
      return HexFormat.of().formatHex(mac.doFinal(secret.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException | InvalidKeyException impossible) {
      throw new IllegalStateException(ALGORITHM + " is not available", impossible);
    }
  }
}

package io.visiona.api.identity.sessions;

import static java.util.stream.Collectors.toUnmodifiableMap;

import io.visiona.shared.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys of the session cookie, {@code kid:base64,kid:base64,…}: the first signs, all verify, so
 * that a key can be replaced without signing everybody out. HMAC-SHA256 (RFC 2104). Immutable;
 * thread-safe.
 */
public final class KeyRing {
  /** Least key length in bytes: the output of the hash (RFC 2104 section 3). */
  public static final int LEAST_KEY_BYTES = 32;

  private static final String ALGORITHM = "HmacSHA256";
  private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9_-]{1,16}");

  private final String signingKeyId;
  private final Map<String, SecretKeySpec> keys;

  /**
   * One for each key, never used but cloned: looking up a provider and scheduling the key cost more
   * than the hash itself.
   */
  private final Map<String, Mac> macs;

  private KeyRing(Map<String, SecretKeySpec> keys) {
    this.keys = Map.copyOf(keys);
    this.signingKeyId = keys.keySet().iterator().next();
    this.macs =
        keys.entrySet().stream()
            .collect(toUnmodifiableMap(Map.Entry::getKey, key -> macOf(key.getValue())));
  }

  /**
   * Reads a ring; tells {@code problems} what is wrong with it, without repeating a key, and throws
   * if there was anything.
   */
  public static KeyRing parse(Secret text) {
    List<String> problems = new ArrayList<>();
    Map<String, SecretKeySpec> keys = read(text, problems::add);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
    return new KeyRing(keys);
  }

  /** Only the problems. */
  static List<String> problemsOf(Secret text) {
    List<String> problems = new ArrayList<>();
    read(text, problems::add);
    return problems;
  }

  /** Id of the key that signs now. */
  public String signingKeyId() {
    return signingKeyId;
  }

  /** {@code kid.id.mac} for an id that is URL-safe text without dots. */
  public String sign(String id) {
    return signingKeyId + "." + id + "." + mac(signingKeyId, id);
  }

  /** Whether one of the keys made this mac for this id. Constant-time in the mac. */
  public boolean verifies(String keyId, String id, String mac) {
    return macs.containsKey(keyId)
        && MessageDigest.isEqual(
            mac(keyId, id).getBytes(StandardCharsets.US_ASCII),
            mac.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * For each key one of 256 bits that is good for another purpose only and tells nothing about it
   * (NIST SP 800-108).
   */
  Map<String, SecretKeySpec> derive(String purpose, String algorithm) {
    Map<String, SecretKeySpec> derived = new LinkedHashMap<>();
    keys.forEach(
        (keyId, key) -> derived.put(keyId, new SecretKeySpec(hmac(keyId, purpose), algorithm)));
    return Map.copyOf(derived);
  }

  private String mac(String keyId, String id) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(hmac(keyId, keyId + "." + id));
  }

  private byte[] hmac(String keyId, String text) {
    try {
      Mac mac = (Mac) Objects.requireNonNull(macs.get(keyId)).clone();
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (CloneNotSupportedException impossible) {
      throw new IllegalStateException("HMAC-SHA256 cannot be cloned", impossible);
    }
  }

  private static Mac macOf(SecretKeySpec key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac;
    } catch (NoSuchAlgorithmException | InvalidKeyException impossible) {
      throw new IllegalStateException("HMAC-SHA256 is not available", impossible);
    }
  }

  private static Map<String, SecretKeySpec> read(Secret text, Consumer<String> problems) {
    Map<String, SecretKeySpec> keys = new LinkedHashMap<>();
    for (String entry : text.value().split(",", -1)) {
      int colon = entry.indexOf(':');
      String keyId = colon < 0 ? "" : entry.substring(0, colon).strip();
      if (!KEY_ID.matcher(keyId).matches()) {
        problems.accept(
            "every entry must be kid:base64 with a kid of 1 to 16 letters, digits, _ or -");
      } else if (keys.containsKey(keyId)) {
        problems.accept("the kid " + keyId + " is there twice");
      } else {
        readKey(keyId, entry.substring(colon + 1).strip(), keys, problems);
      }
    }
    return keys;
  }

  private static void readKey(
      String keyId, String base64, Map<String, SecretKeySpec> keys, Consumer<String> problems) {
    try {
      byte[] key = Base64.getDecoder().decode(base64);
      if (key.length < LEAST_KEY_BYTES) {
        problems.accept("the key " + keyId + " has fewer than " + LEAST_KEY_BYTES + " bytes");
      } else {
        keys.put(keyId, new SecretKeySpec(key, ALGORITHM));
      }
    } catch (IllegalArgumentException notBase64) {
      problems.accept("the key " + keyId + " is not Base64");
    }
  }
}

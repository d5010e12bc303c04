package io.visiona.api.identity.sessions;

import io.visiona.shared.coding.SealingKey;
import io.visiona.shared.config.Secret;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Encrypts what is kept outside this server, as {@link SealingKey} does, under keys derived from
 * the key ring of the cookies, with its rule: the first seals, all open. Written {@code
 * kid.sealed}. Immutable; thread-safe.
 */
final class Sealer {
  private static final String PURPOSE = "visiona sealed session values";

  private final String sealingKeyId;
  private final Map<String, SealingKey> keys;

  Sealer(Secret signingKeys, SecureRandom random) {
    KeyRing ring = KeyRing.parse(signingKeys);
    this.sealingKeyId = ring.signingKeyId();
    this.keys =
        ring.derive(PURPOSE, "AES").entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, key -> new SealingKey(key.getValue(), random)));
  }

  /** Seals a text for a place. */
  String seal(String place, String text) {
    SealingKey key = Objects.requireNonNull(keys.get(sealingKeyId));
    return sealingKeyId + "." + key.seal(place, text);
  }

  /**
   * Opens what was sealed for a place; empty when it was not, or under a key that is not on the
   * ring.
   */
  Optional<String> open(String place, String value) {
    int dot = value.indexOf('.');
    SealingKey key = dot < 0 ? null : keys.get(value.substring(0, dot));
    return key == null ? Optional.empty() : key.open(place, value.substring(dot + 1));
  }
}

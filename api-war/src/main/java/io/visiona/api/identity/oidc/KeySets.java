package io.visiona.api.identity.oidc;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads key sets (RFC 7517 section 5) key by key: one that is of no use here, or that contradicts
 * itself, is as if it were not there. Of each key only what checking a signature needs is read;
 * certificates and where to fetch them say nothing here.
 */
final class KeySets {
  private static final Set<String> READ =
      Set.of("kty", "use", "key_ops", "alg", "kid", "n", "e", "crv", "x", "y");

  /** More keys than any provider has; each is one more to try for a token without a key id. */
  private static final int MOST_KEYS = 100;

  private KeySets() {}

  /**
   * What was read.
   *
   * @param skipped how many keys were not
   */
  record Read(JWKSet keys, int skipped) {}

  /** Throws {@link ParseException} when it is no key set, or has keys and none that is usable. */
  static Read read(String json) throws ParseException {
    Map<String, Object> set = JSONObjectUtils.parse(json);
    if (set == null || !(set.get("keys") instanceof List<?> all)) {
      throw new ParseException("it is no key set", 0);
    }
    List<JWK> usable = new ArrayList<>();
    for (Object one : all) {
      JWK key = usable.size() < MOST_KEYS ? key(one) : null;
      if (key != null) {
        usable.add(key);
      }
    }
    if (usable.isEmpty() && !all.isEmpty()) {
      throw new ParseException("none of its keys is usable", 0);
    }
    return new Read(new JWKSet(usable), all.size() - usable.size());
  }

  private static @Nullable JWK key(Object one) {
    if (!(one instanceof Map<?, ?> members)) {
      return null;
    }
    Map<String, Object> read = new HashMap<>();
    members.forEach((name, value) -> {
      if (name instanceof String text && READ.contains(text)) {
        read.put(text, value);
      }
    });
    if (read.containsKey("kid") && !(read.get("kid") instanceof String)) {
      return null;
    }
    try {
      JWK key = JWK.parse(read);
      boolean asymmetric =
          KeyType.RSA.equals(key.getKeyType()) || KeyType.EC.equals(key.getKeyType());
      return asymmetric ? key : null;
    } catch (ParseException | RuntimeException odd) {
      // The library throws what it likes at an odd key; the set's other keys are good all the same.
      return null;
    }
  }
}

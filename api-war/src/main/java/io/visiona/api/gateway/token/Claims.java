package io.visiona.api.gateway.token;

import com.nimbusds.jwt.JWTClaimsSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a good token says beside its registered claims: texts, numbers, truth values, and lists of
 * them. Objects are left out.
 *
 * @param values by the claim's name, each at least one
 */
public record Claims(Map<String, List<String>> values) {
  /** Of nobody who has a token. */
  public static final Claims NONE = new Claims(Map.of());

  /** RFC 7519 section 4.1; {@code sub} may be asked for. */
  private static final Set<String> REGISTERED = Set.of("iss", "aud", "exp", "nbf", "iat", "jti");

  private static final int MOST_VALUES = 500;

  public Claims {
    values = Map.copyOf(values);
  }

  static Claims of(JWTClaimsSet claims) {
    Map<String, List<String>> values = new HashMap<>();
    claims
        .getClaims()
        .forEach((name, value) -> {
          List<String> texts = texts(value);
          if (!REGISTERED.contains(name) && !texts.isEmpty()) {
            values.put(name, texts);
          }
        });
    return new Claims(values);
  }

  private static List<String> texts(@Nullable Object value) {
    List<String> texts = new ArrayList<>();
    List<?> all = value instanceof List<?> list ? list : value == null ? List.of() : List.of(value);
    for (Object one : all) {
      boolean plain = one instanceof String || one instanceof Number || one instanceof Boolean;
      if (plain && texts.size() < MOST_VALUES) {
        texts.add(one.toString());
      }
    }
    return List.copyOf(texts);
  }

  /** The values of a claim; none when it is not there. */
  public List<String> of(String name) {
    return values.getOrDefault(name, List.of());
  }

  /** Characters of all of it, for bounds of memory. */
  int length() {
    int length = 0;
    for (Map.Entry<String, List<String>> claim : values.entrySet()) {
      length += claim.getKey().length();
      for (String value : claim.getValue()) {
        length += value.length();
      }
    }
    return length;
  }

  @Override
  public String toString() {
    return "Claims[***]";
  }
}

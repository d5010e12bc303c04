package io.visiona.tests.support;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the tests of this run used that no server may write anywhere: codes, tokens, cookies, keys,
 * subjects. Thread-safe.
 */
public final class SuiteSecrets {
  private static final Map<String, String> KINDS = new ConcurrentHashMap<>();

  private SuiteSecrets() {}

  /**
   * Notes a secret, also as it would stand in a URL; a short one is none and would be found by
   * chance.
   */
  public static void remember(String kind, @Nullable String secret) {
    if (secret == null || secret.length() < SecretSearch.SHORTEST) {
      return;
    }
    KINDS.put(URLEncoder.encode(secret, StandardCharsets.UTF_8), kind);
    KINDS.put(secret, kind);
  }

  /** Every secret with what it is. */
  public static Map<String, String> all() {
    return Map.copyOf(KINDS);
  }
}

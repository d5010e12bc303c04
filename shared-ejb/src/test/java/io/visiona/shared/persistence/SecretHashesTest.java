package io.visiona.shared.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.shared.config.Secret;
import io.visiona.shared.persistence.SecretHashes.Kind;
import org.junit.jupiter.api.Test;

final class SecretHashesTest {
  private final SecretHashes hashes = new SecretHashes(new Secret("one key of the tests"));

  @Test
  void hash_isStableAndDoesNotShowTheSecret() {
    String hash = hashes.of(Kind.SESSION_TOKEN, "token");
    assertThat(hash)
        .matches("[0-9a-f]{64}")
        .isEqualTo(hashes.of(Kind.SESSION_TOKEN, "token"))
        .doesNotContain("token");
  }

  @Test
  void hash_dependsOnSecretKindAndKey() {
    String hash = hashes.of(Kind.SESSION_TOKEN, "token");
    assertThat(hashes.of(Kind.SESSION_TOKEN, "Token")).isNotEqualTo(hash);
    assertThat(hashes.of(Kind.PAIRING_CODE, "token")).isNotEqualTo(hash);
    assertThat(new SecretHashes(new Secret("another key")).of(Kind.SESSION_TOKEN, "token"))
        .isNotEqualTo(hash);
  }
}

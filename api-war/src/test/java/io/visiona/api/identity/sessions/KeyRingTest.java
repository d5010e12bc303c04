package io.visiona.api.identity.sessions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.visiona.shared.config.Secret;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRingTest {
  private static final String OLD = "old:" + key((byte) 1);
  private static final String NEW = "new:" + key((byte) 2);

  @Test
  void firstKey_signs() {
    assertThat(ring(NEW + "," + OLD).sign("id")).startsWith("new.id.");
  }

  @Test
  void replacedKey_stillVerifies() {
    String[] signed = ring(OLD).sign("id").split("\\.", -1);

    assertThat(ring(NEW + ", " + OLD).verifies(signed[0], signed[1], signed[2])).isTrue();
    assertThat(ring(NEW).verifies(signed[0], signed[1], signed[2])).isFalse();
  }

  @Test
  void macOfOneKey_isNotTakenForAnother() {
    String[] signed = ring(OLD).sign("id").split("\\.", -1);

    assertThat(ring(NEW + "," + OLD).verifies("new", signed[1], signed[2])).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nokid",
        ":",
        "kid:",
        "kid:!!!",
        "k.d:AAAA",
        "toolongtoolongtool:AAAA",
        "short:AAAA",
        ","
      })
  void unusableRing_isRefused(String text) {
    assertThatThrownBy(() -> ring(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void sameKidTwice_isRefused() {
    assertThat(KeyRing.problemsOf(new Secret(OLD + "," + OLD)))
        .singleElement()
        .asString()
        .contains("twice");
  }

  @Test
  void problems_doNotRepeatTheKey() {
    assertThat(KeyRing.problemsOf(new Secret("kid:c2VjcmV0")))
        .noneMatch(problem -> problem.contains("c2VjcmV0"));
  }

  private static KeyRing ring(String text) {
    return KeyRing.parse(new Secret(text));
  }

  private static String key(byte fill) {
    byte[] key = new byte[32];
    java.util.Arrays.fill(key, fill);
    return Base64.getEncoder().encodeToString(key);
  }
}

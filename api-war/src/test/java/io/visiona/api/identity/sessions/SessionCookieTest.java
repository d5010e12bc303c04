package io.visiona.api.identity.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.api.identity.sessions.SessionCookie.Presented;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionCookieTest {
  private final KeyRing keys = KeyRing.parse(UserSessionConfig.DEVELOPMENT_KEYS);
  private final SessionCookie plain = new SessionCookie(keys, false, new SecureRandom());
  private final SessionCookie secure = new SessionCookie(keys, true, new SecureRandom());

  @Test
  void withHttps_hasHostPrefixAndSecure() {
    assertThat(secure.issue("id"))
        .startsWith("__Host-visiona_session=dev.id.")
        .contains("; Path=/", "; HttpOnly", "; SameSite=Lax", "; Secure")
        .doesNotContain("Domain");
  }

  @Test
  void withHttp_hasNeither() {
    assertThat(plain.issue("id"))
        .startsWith("visiona_session=dev.id.")
        .contains("; Path=/", "; HttpOnly", "; SameSite=Lax")
        .doesNotContain("Secure", "Domain");
  }

  @Test
  void clearing_keepsTheAttributes() {
    assertThat(secure.clear())
        .startsWith("__Host-visiona_session=; Max-Age=0;")
        .contains("; Path=/", "; Secure");
  }

  @Test
  void issuedValue_isReadBack() {
    String id = plain.newId();

    assertThat(plain.read(value(plain.issue(id)))).isEqualTo(new Presented.Signed(id));
  }

  @Test
  void everyFlippedBit_isForged() {
    String value = value(plain.issue(plain.newId()));
    for (int i = 0; i < value.length(); i++) {
      for (int bit = 0; bit < 7; bit++) {
        String flipped =
            value.substring(0, i) + (char) (value.charAt(i) ^ (1 << bit)) + value.substring(i + 1);
        assertThat(plain.read(flipped))
            .as("bit %d of character %d", bit, i)
            .isInstanceOf(Presented.Forged.class);
      }
    }
  }

  @Test
  void everyTruncation_isForged() {
    String value = value(plain.issue(plain.newId()));
    for (int length = 0; length < value.length(); length++) {
      assertThat(plain.read(value.substring(0, length))).isInstanceOf(Presented.Forged.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "dev",
        "dev.id",
        "dev..",
        ".id.mac",
        "other.id.mac",
        "dev.id.mac.more",
        "dev.é.mac"
      })
  void otherShapes_areForged(String value) {
    assertThat(plain.read(value)).isInstanceOf(Presented.Forged.class);
  }

  @Test
  void oversized_isForgedWithoutAnyHashing() {
    assertThat(plain.read("dev." + "a".repeat(100_000) + ".mac"))
        .isInstanceOf(Presented.Forged.class);
  }

  @Test
  void noCookie_isAbsent() {
    assertThat(plain.read((String) null)).isInstanceOf(Presented.Absent.class);
  }

  @Test
  void ids_areLongAndDifferent() {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      ids.add(plain.newId());
    }

    assertThat(ids).hasSize(1000).allMatch(id -> id.length() == 32);
  }

  @Test
  void id_isNotPrinted() {
    assertThat(new Presented.Signed("very-secret").toString()).doesNotContain("very-secret");
  }

  private static String value(String setCookie) {
    return setCookie.substring(setCookie.indexOf('=') + 1, setCookie.indexOf(';'));
  }
}

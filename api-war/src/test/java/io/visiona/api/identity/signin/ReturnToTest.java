package io.visiona.api.identity.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReturnToTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/agents",
        "/agents/1?tab=logs&x=%2Fy",
        "/a-b_c~d",
        "/a%20b",
        "/search?q=//x",
        "/agents/1#streams",
        "/#/agents/1?tab=logs",
        "/?a#b?c",
        "/@me"
      })
  void ownPath_isKept(String path) {
    assertThat(ReturnTo.sanitise(path)).isEqualTo(path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "agents",
        "//evil.test",
        "///evil.test",
        "/\\evil.test",
        "\\\\evil.test",
        "/\\/evil.test",
        "https://evil.test",
        "https:evil.test",
        "http:\\\\evil.test",
        "javascript:alert(1)",
        "data:text/html,x",
        "/%2fevil.test",
        "/%2Fevil.test",
        "/%5cevil.test",
        "/%255cevil.test",
        "/%25252fevil.test",
        "%2f%2fevil.test",
        "/%09/evil.test",
        "/\t/evil.test",
        "/\n/evil.test",
        "/\r\nSet-Cookie: a=b",
        "/%0d%0aSet-Cookie:%20a=b",
        "/%00",
        " /",
        "/ /evil.test",
        "/.//evil.test",
        "/..//evil.test",
        "/a/../..//evil.test",
        "/%2e%2e//evil.test",
        "//user@evil.test",
        "//user:pass@evil.test/",
        "/x#//evil.test",
        "/x\u2028",
        "/\uff0f/evil.test",
        "/%zz",
        "/?a=%",
        "/%",
        "/api/auth/login?return_to=/",
        "/api/auth/callback"
      })
  void whatMayLeadElsewhere_becomesHome(String asked) {
    assertThat(ReturnTo.sanitise(asked)).isEqualTo("/");
  }

  @Test
  void nothingAsked_isHome() {
    assertThat(ReturnTo.sanitise(null)).isEqualTo("/");
  }

  @Test
  void tooLong_isHome() {
    assertThat(ReturnTo.sanitise("/" + "a".repeat(512))).isEqualTo("/");
  }

  @Test
  void anythingKept_staysOnOurOrigin() {
    URI base = URI.create("https://visiona.test/");
    java.util.Random random = new java.util.Random(7);
    String alphabet = "/\\%25fcF@:.?#evil\t\r\n 0";
    for (int i = 0; i < 200_000; i++) {
      StringBuilder asked = new StringBuilder("/");
      for (int n = random.nextInt(12); n > 0; n--) {
        asked.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      URI target = base.resolve(ReturnTo.sanitise(asked.toString()));
      assertThat(target.getAuthority()).as(asked.toString()).isEqualTo("visiona.test");
    }
  }
}

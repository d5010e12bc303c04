package io.visiona.tests.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.tests.signin.Sites.Confidential;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Cookies that were planted, changed or stolen. */
@OnSites
final class CookieAttacksIT {
  private static final String NAME = "visiona_session";

  private final Site site;

  CookieAttacksIT(Site site) {
    this.site = site;
  }

  @Test
  void attack14_cookieFromBeforeTheSignIn_isReplaced_andDead() {
    Browser browser = site.browser();
    Tab tab = browser.open("/");
    Browser planted = browser.thief();
    assertThat(site.finish(browser, tab).statusCode()).isEqualTo(302);
    assertThat(browser.cookie()).isNotNull().isNotEqualTo(planted.cookie());
    assertThat(browser.me()).isEqualTo(200);
    assertThat(planted.me()).isEqualTo(401);
  }

  @Test
  void attack14_cookieOfTheAttackersSession_isReplaced_andDead() {
    Browser attacker = site.signedIn();
    Browser victim = site.browser().with(attacker.cookie());
    String subject = Site.somebody();
    assertThat(site.finish(victim, victim.open("/"), subject).statusCode()).isEqualTo(302);
    assertThat(victim.cookie()).isNotEqualTo(attacker.cookie());
    assertThat(victim.get("/api/auth/me").body()).contains(subject);
    assertThat(attacker.me()).isEqualTo(401);
  }

  @Test
  void attack14_idThatWasNeverIssued_isNotAdopted() {
    Browser forged = site.browser().with(NAME + "=k1." + "A".repeat(32) + "." + "B".repeat(43));
    String planted = String.valueOf(forged.cookie());
    Tab tab = forged.open("/");
    assertThat(forged.cookie()).isNotEqualTo(planted);
    assertThat(site.finish(forged, tab).statusCode()).isEqualTo(302);
  }

  @Test
  void attack14_idOfASessionThatIsOver_isNotAdopted() {
    Browser browser = site.signedIn();
    Browser planted = browser.thief();
    browser.change("POST", "/api/auth/logout", "");
    String before = String.valueOf(planted.cookie());
    planted.open("/");
    assertThat(planted.cookie()).isNotEqualTo(before);
  }

  @Test
  void attack15_changedCookie_is401_andTakenAway() {
    Browser browser = site.signedIn();
    String value = browser.cookieValue();
    List<String> changed = new ArrayList<>();
    for (int i = 0; i < value.length(); i++) {
      // One bit: the character stays printable.
      changed.add(value.substring(0, i) + (char) (value.charAt(i) ^ 1) + value.substring(i + 1));
    }
    String[] parts = value.split("\\.", -1);
    changed.add("other." + parts[1] + "." + parts[2]);
    changed.add("." + parts[1] + "." + parts[2]);
    changed.add(parts[0] + "." + parts[1] + ".");
    changed.add(parts[0] + "." + parts[1]);
    changed.add(parts[1]);
    changed.add(value + "." + parts[2]);
    changed.add(value + "A");
    changed.add(value.substring(0, value.length() - 1));
    changed.add(parts[0] + "." + "A".repeat(4000) + "." + parts[2]);
    for (String cookie : changed) {
      HttpResponse<String> response = site.browser().with(NAME + "=" + cookie).get("/api/auth/me");
      assertThat(response.statusCode())
          .as("cookie changed to length %d", cookie.length())
          .isEqualTo(401);
      assertThat(response.headers().allValues("Set-Cookie"))
          .singleElement()
          .asString()
          .startsWith(NAME + "=;")
          .contains("Max-Age=0");
    }
    assertThat(browser.me()).isEqualTo(200);
  }

  @Test
  void attack15_twoCookies_are401() {
    Browser browser = site.signedIn();
    Browser other = site.signedIn();
    Browser both = site.browser().with(browser.cookie() + "; " + other.cookie());
    assertThat(both.me()).isEqualTo(401);
  }

  @Test
  void attack16_cookieCapturedBeforeLogout_is401() {
    Browser browser = site.signedIn();
    Browser thief = browser.thief();
    assertThat(thief.me()).isEqualTo(200);
    HttpResponse<String> signedOut = browser.change("POST", "/api/auth/logout", "");
    assertThat(signedOut.statusCode()).isEqualTo(200);
    assertThat(signedOut.headers().allValues("Set-Cookie"))
        .singleElement()
        .asString()
        .contains("Max-Age=0");
    assertThat(signedOut.body()).contains("logout_url").doesNotContain("id_token_hint");
    assertThat(thief.me()).isEqualTo(401);
    assertThat(thief.get("/api/agents").statusCode()).isEqualTo(401);
  }

  @Test
  void attack16_idleAndAbsoluteExpiry_are401(@Confidential Site shortLived) {
    String person = Site.somebody();
    Browser idle = shortLived.signedIn(person);
    Browser busy = shortLived.signedIn(person);
    long began = System.nanoTime();
    // The busy session asks all the time, which keeps it from being idle, and sees the idle one go.
    await().atMost(Duration.ofSeconds(Sites.ABSOLUTE_SECONDS)).until(() -> sessions(busy) == 1);
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .isGreaterThan(Duration.ofSeconds(Sites.IDLE_SECONDS - 1L));
    assertThat(idle.me()).isEqualTo(401);

    await().atMost(Duration.ofSeconds(2L * Sites.ABSOLUTE_SECONDS)).until(() -> busy.me() == 401);
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .isGreaterThan(Duration.ofSeconds(Sites.ABSOLUTE_SECONDS - 1L));
  }

  @Test
  void cookie_isForThisHostAndNoScript(@Confidential Site https) {
    Browser plain = site.signedIn();
    assertThat(issued(site))
        .startsWith("visiona_session=")
        .contains("; Path=/", "; HttpOnly", "; SameSite=Lax")
        .doesNotContain("Domain", "Secure");
    assertThat(issued(https))
        .startsWith("__Host-visiona_session=")
        .contains("; Path=/", "; HttpOnly", "; SameSite=Lax", "; Secure")
        .doesNotContain("Domain");
    assertThat(plain.get("/api/auth/me").headers().firstValue("Cache-Control"))
        .contains("no-store");
  }

  private static String issued(Site at) {
    Browser browser = at.browser();
    return at.finish(browser, browser.open("/")).headers().firstValue("Set-Cookie").orElse("");
  }

  private static int sessions(Browser browser) {
    return io.visiona.launch.Person.json(browser.get("/api/auth/sessions").body())
        .getJsonArray("items")
        .size();
  }
}

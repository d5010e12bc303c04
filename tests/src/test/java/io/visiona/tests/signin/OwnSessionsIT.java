package io.visiona.tests.signin;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Person;
import jakarta.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A person sees where they are signed in and ends what they do not know. */
@OnSites
final class OwnSessionsIT {
  private final Site site;

  OwnSessionsIT(Site site) {
    this.site = site;
  }

  @Test
  void list_showsAllOfThePerson_andWhichOneAsks_butNoCredential() {
    String person = Site.somebody();
    Browser here = site.signedIn(person);
    Browser there = site.signedIn(person);
    assertThat(sessions(here)).hasSize(2);
    assertThat(sessions(here)).filteredOn(session -> session.getBoolean("current")).hasSize(1);
    String list = here.get("/api/auth/sessions").body();
    for (String part : (here.cookieValue() + "." + there.cookieValue()).split("\\.", -1)) {
      if (part.length() > 8) {
        assertThat(list).doesNotContain(part);
      }
    }
  }

  @Test
  void endingOne_signsThatBrowserOut() {
    String person = Site.somebody();
    Browser here = site.signedIn(person);
    Browser there = site.signedIn(person);
    assertThat(here.change("DELETE", "/api/auth/sessions/" + other(here), "").statusCode())
        .isEqualTo(204);
    assertThat(there.me()).isEqualTo(401);
    assertThat(here.me()).isEqualTo(200);
  }

  @Test
  void endingAllOthers_keepsTheOneThatAsks() {
    String person = Site.somebody();
    Browser here = site.signedIn(person);
    List<Browser> others = List.of(site.signedIn(person), site.signedIn(person));
    Browser somebodyElse = site.signedIn();
    assertThat(here.change("DELETE", "/api/auth/sessions", "").statusCode()).isEqualTo(204);
    assertThat(others).allSatisfy(browser -> assertThat(browser.me()).isEqualTo(401));
    assertThat(here.me()).isEqualTo(200);
    assertThat(somebodyElse.me()).isEqualTo(200);
  }

  @Test
  void sessionOfSomebodyElse_isNotThere() {
    Browser first = site.signedIn();
    String id = sessions(first).getFirst().getString("id");
    assertThat(site.signedIn().change("DELETE", "/api/auth/sessions/" + id, "").statusCode())
        .isEqualTo(404);
    assertThat(first.me()).isEqualTo(200);
  }

  @Test
  void endingTheOwn_takesTheCookieAway() {
    Browser here = site.signedIn();
    assertThat(
            here.change(
                    "DELETE", "/api/auth/sessions/" + sessions(here).getFirst().getString("id"), "")
                .statusCode())
        .isEqualTo(204);
    assertThat(here.cookie()).isNull();
    assertThat(here.me()).isEqualTo(401);
  }

  private static String other(Browser browser) {
    return sessions(browser).stream()
        .filter(session -> !session.getBoolean("current"))
        .map(session -> session.getString("id"))
        .findFirst()
        .orElseThrow();
  }

  private static List<JsonObject> sessions(Browser browser) {
    return Person.json(browser.get("/api/auth/sessions").body())
        .getJsonArray("items")
        .getValuesAs(JsonObject.class);
  }
}

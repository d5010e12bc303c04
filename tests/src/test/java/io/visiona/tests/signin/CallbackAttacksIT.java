package io.visiona.tests.signin;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Person;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Attacks through the redirect that comes back from the provider. */
@OnSites
final class CallbackAttacksIT {
  private static final int MOST_PENDING = 8;

  private final Site site;

  CallbackAttacksIT(Site site) {
    this.site = site;
  }

  @Test
  void attack01_unknownState_is400_withoutSession_andTheProviderIsNotAsked() {
    Browser browser = site.browser();
    Map<String, String> answer = site.answer(browser.open("/"), null);
    for (String state : List.of("A".repeat(32), "short", "x".repeat(200), "")) {
      answer.put("state", state);
      assertRefused(browser.comeBack(answer));
      assertRefused(site.browser().comeBack(answer));
    }
    answer.remove("state");
    assertRefused(browser.comeBack(answer));
    assertThat(site.provider().tokenCalls).isEmpty();
    assertThat(browser.me()).isEqualTo(401);
  }

  @Test
  void attack01_parameterGivenTwice_is400() {
    Browser browser = site.browser();
    Map<String, String> answer = site.answer(browser.open("/"), null);
    for (String name : List.of("state", "code", "iss")) {
      assertRefused(browser.get(Browser.callback(answer) + "&" + name + "=" + answer.get(name)));
    }
    assertThat(site.provider().tokenCalls).isEmpty();
  }

  @Test
  void attack02_replayedCallback_leadsHomeWhileSignedIn_and400Afterwards_withOneExchange() {
    Browser browser = site.browser();
    Tab tab = browser.open("/agents");
    Browser early = browser.thief();
    Map<String, String> answer = site.answer(tab, null);
    assertThat(browser.comeBack(answer).statusCode()).isEqualTo(302);

    HttpResponse<String> replayed = browser.comeBack(answer);
    assertThat(replayed.statusCode()).isEqualTo(302);
    assertThat(Browser.location(replayed)).isEqualTo(site.publicUrl() + "/");
    assertThat(browser.me()).isEqualTo(200);
    assertRefused(early.comeBack(answer));
    assertThat(early.me()).isEqualTo(401);

    assertThat(browser.change("POST", "/api/auth/logout", "").statusCode()).isEqualTo(200);
    assertRefused(browser.comeBack(answer));
    assertThat(site.provider().tokenCalls).hasSize(1);
  }

  @Test
  void attack03_stateOfAnotherBrowser_is400_andStaysGoodForItsOwn() {
    Browser attacker = site.browser();
    Map<String, String> answer = site.answer(attacker.open("/"), null);
    Browser victim = site.browser();
    assertRefused(victim.comeBack(answer));
    victim.open("/");
    assertRefused(victim.comeBack(answer));
    Browser signedIn = site.signedIn();
    int exchanges = site.provider().tokenCalls.size();
    assertRefused(signedIn.comeBack(answer));

    assertThat(victim.me()).isEqualTo(401);
    assertThat(site.provider().tokenCalls).hasSize(exchanges);
    assertThat(attacker.comeBack(answer).statusCode()).isEqualTo(302);
  }

  @Test
  void attack04_twoTabs_bothSignIn() {
    Browser browser = site.browser();
    Tab first = browser.open("/first");
    Tab second = browser.open("/second");
    assertThat(Browser.location(site.finish(browser, second)))
        .isEqualTo(site.publicUrl() + "/second");
    assertThat(browser.me()).isEqualTo(200);
    assertThat(Browser.location(site.finish(browser, first)))
        .isEqualTo(site.publicUrl() + "/first");
    assertThat(browser.me()).isEqualTo(200);
  }

  @Test
  void attack04_fiftyTabs_keepTheLastEight_andHeadersStaySmall() {
    Browser browser = site.browser();
    List<Tab> tabs = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      tabs.add(browser.open("/" + i));
      assertThat(String.valueOf(browser.cookie())).hasSizeLessThan(200);
    }
    HttpResponse<String> me = browser.get("/api/auth/me");
    assertThat(me.headers().map().toString()).hasSizeLessThan(2048);

    int kept = tabs.size() - MOST_PENDING;
    assertRefused(site.finish(browser, tabs.getFirst()));
    assertRefused(site.finish(browser, tabs.get(kept - 1)));
    assertThat(tabs.subList(kept, tabs.size()))
        .allSatisfy(tab -> assertThat(site.finish(browser, tab).statusCode()).isEqualTo(302));
  }

  @Test
  void attack10_answerOfAnotherIssuer_is400_andTheCodeIsNotUsed() {
    String issuer = site.provider().issuer();
    for (String wrong :
        List.of("https://evil.test", issuer + "/", issuer.replace("http:", "HTTP:"))) {
      Browser browser = site.browser();
      Map<String, String> answer = site.answer(browser.open("/"), null);
      answer.put("iss", wrong);
      assertRefused(browser.comeBack(answer));
      assertThat(browser.me()).isEqualTo(401);
    }
    assertThat(site.provider().tokenCalls).isEmpty();
  }

  @Test
  void attack10_answerWithoutThePromisedIssuer_is400_andTheCodeIsNotUsed() {
    Browser browser = site.browser();
    Map<String, String> answer = new HashMap<>(site.answer(browser.open("/"), null));
    answer.remove("iss");
    assertRefused(browser.comeBack(answer));
    assertThat(browser.me()).isEqualTo(401);
    assertThat(site.provider().tokenCalls).isEmpty();
  }

  private static void assertRefused(HttpResponse<String> response) {
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(Person.json(response.body()).getJsonObject("error").getString("code"))
        .isEqualTo("bad_request");
    assertThat(response.headers().allValues("Set-Cookie")).isEmpty();
  }
}

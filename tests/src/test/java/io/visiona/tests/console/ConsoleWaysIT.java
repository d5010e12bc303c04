package io.visiona.tests.console;

import static io.visiona.tests.console.ConsoleTab.quoted;
import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Person;
import io.visiona.tests.support.Chromium;
import io.visiona.tests.support.OnSharedStack;
import io.visiona.tests.support.Stack;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Other ways to use the console than by looking at it with a mouse in the hand, and what it does
 * when agent or session end under it.
 */
@OnSharedStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConsoleWaysIT {
  private static final String PERSON = "user-24";

  /** All that the live regions said since the page was loaded. */
  private static final String HEAR =
      """
      (() => {
        window.heard = [];
        const regions = '[role=status], [role=alert]';
        new MutationObserver((changes) => changes.forEach(({target}) => {
          const region = (target.closest ? target : target.parentElement)?.closest(regions);
          if (region) heard.push(region.textContent.trim());
        })).observe(document.body, {subtree: true, childList: true, characterData: true});
      })()
      """;

  private final Stack stack;
  private Chromium chromium;
  private Furnished furnished;
  private ConsoleTab tab;

  ConsoleWaysIT(Stack stack) {
    this.stack = stack;
  }

  @BeforeAll
  void open(@TempDir Path folder) throws IOException {
    chromium = Chromium.start(folder);
    furnished = new Furnished(stack, PERSON, folder);
  }

  @BeforeEach
  void tab() {
    tab = new ConsoleTab(stack, chromium.person());
    tab.size(1280, 900);
  }

  @AfterAll
  void close() {
    if (furnished != null) {
      furnished.close();
    }
    if (chromium != null) {
      chromium.close();
    }
  }

  @Test
  void keyboardAlone_isEnough() {
    tab.open("/").await("find('Sign in')").tabTo("Sign in");
    tab.tab().after(() -> tab.press("Enter"));
    tab.await("document.querySelector('input[name=password]')");
    tab.value("document.querySelector('input[name=username]').focus()");
    tab.type(PERSON).press("Tab").type(PERSON);
    tab.tab().after(() -> tab.press("Enter"));

    tab.await("document.querySelector('main h1')").press("g", "a").await("find('Hall 3')");
    hasFocus("document.querySelector('main h1')");
    pairing();
    tab.press("/");
    hasFocus("document.getElementById('search')");
    tab.type("KL720").await("document.querySelector('.found a')").press("ArrowDown", "Enter");
    tab.await("location.pathname.endsWith('/devices/kl720-00b2')");
    tab.await("/(person|car|bus|bicycle)/.test(document.querySelector('.picture')?.ariaLabel)");
    picture();
    tab.tabTo("Stop").press("Enter").await("find('Start')");
    // The button that was pressed has become another one: the focus stays with it.
    tab.tabTo("Start").press("Enter").await("find('Stop')");
    tab.press("?").await("location.pathname === '/help'");
    hasFocus("document.querySelector('main h1')");
    tab.isQuiet();
  }

  private void pairing() {
    tab.tabTo("Pair an agent").press("Enter");
    hasFocus("document.getElementById('pair-label')");
    tab.type("Gate 7").press("Enter").await("document.querySelector('dialog .command')");
    tab.press("Escape").await("find('Keep it')");
    hasFocus("find('Keep it')");
    tab.tabTo("Withdraw").press("Enter").await("!document.querySelector('dialog')");
    tab.await("location.pathname === '/agents' && !find('Gate 7')");
  }

  private void picture() {
    tab.await(
        "(document.querySelector('.picture').focus(), document.activeElement.matches('.picture'))");
    tab.press(" ")
        .reads("Paused")
        .press(" ")
        .await("!document.body.textContent.includes('Paused')");
    tab.press("b").await("!find('Boxes').checked").press("b").await("find('Boxes').checked");
  }

  private void hasFocus(String expression) {
    tab.await(expression + " && " + expression + " === document.activeElement");
  }

  @Test
  void changesThatAreSeen_areHeardToo_once() {
    tab.signIn(PERSON, "/agents/" + furnished.agent() + "/devices/kl720-00b2");
    tab.await("find('Stop')").value(HEAR);
    furnished.process().kill();
    heard("Hall 3 went offline");
    furnished.process().restart();
    heard("Hall 3 came online");
    tab.await("find('Stop') && !find('Stop').disabled");
    tab.await("find('Announce what is seen')").click("Announce what is seen");
    tab.await("heard.some((text) => /^\\d+ × \\w+/.test(text))");
    tab.isQuiet();
  }

  private void heard(String text) {
    tab.await("heard.includes(%s)".formatted(quoted(text)));
    assertThat(tab.text("heard.filter((one) => one === %s).length".formatted(quoted(text))))
        .isEqualTo("1");
  }

  @Test
  void sessionThatEndsInAForm_keepsWhatWasTyped() {
    tab.signIn(PERSON, "/conversions/new").put("upload-name", "Night shift");
    try (Person elsewhere = stack.signIn(PERSON)) {
      assertThat(elsewhere.delete("/api/auth/sessions").statusCode()).isLessThan(300);
    }
    tab.reads("You were signed out").reads("This session was ended from another one.");
    hasFocus("document.querySelector('dialog a.primary')");
    tab.tab().after(() -> tab.click("Sign in"));
    if (tab.text("!!document.querySelector('input[name=password]')").equals("true")) {
      tab.tab().signIn(PERSON);
    }
    tab.await("document.getElementById('upload-name')?.value === 'Night shift'");
    tab.isQuiet();
  }

  @Test
  void languages_changeAtOnce_andStay() {
    tab.open("/").click("繁體中文").await("find('登入')");
    assertThat(tab.text("document.documentElement.lang")).isEqualTo("zh-TW");
    tab.open("/").await("find('登入')").click("한국어").await("find('로그인')");
    tab.isQuiet();
  }
}

package io.visiona.tests.console;

import static io.visiona.tests.console.ConsoleTab.quoted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.visiona.launch.Person;
import io.visiona.tests.support.OnSharedStack;
import io.visiona.tests.support.Stack;
import jakarta.json.JsonObject;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Other ways to use the console than by looking at it with a mouse in the hand, and what it does
 * when agent or session end under it.
 */
@OnSharedStack
final class ConsoleWaysIT extends FurnishedConsole {
  private static final String PERSON = "user-24";
  private static final Duration LIMIT = Duration.ofSeconds(60);

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

  /** Points at one place after another, until something there is marked in the list. */
  private static final String POINT_EVERYWHERE =
      """
      (async () => {
        const canvas = document.querySelector('.picture canvas');
        const {left, top, width, height} = canvas.getBoundingClientRect();
        for (let y = 0.35; y < 0.95; y += 0.05) {
          for (let x = 0.02; x < 1; x += 0.04) {
            canvas.dispatchEvent(new PointerEvent('pointermove', {bubbles: true, clientX: left + x * width, clientY: top + y * height}));
            await new Promise((done) => setTimeout(done, 20));
            if (document.querySelector('tr.marked')) return true;
          }
        }
        return false;
      })()
      """;

  private ConsoleTab tab;

  ConsoleWaysIT(Stack stack) {
    super(stack, PERSON);
  }

  @BeforeEach
  void open() {
    tab = tab(chromium.person());
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
    tab.tabTo("Actions for Hall 3").press("Enter").tabTo("Pin").press("Enter");
    tab.await("document.querySelector('tbody use[href$=pin]')");
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

  /** Rows are drawn again only when something in them changed; a language is in all of them. */
  @Test
  void languageThatChanges_isInEveryRowAtOnce() {
    tab.signIn(PERSON, "/agents").await("find('Hall 3')").reads("online");
    tab.value("document.querySelector('header .menu summary').click()");
    tab.click("繁體中文");
    tab.await("document.querySelector('tbody').textContent.includes('已連線')");
    assertThat(tab.text("document.querySelector('tbody').textContent")).doesNotContain("online");
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
    // Who needs it needs it after the agent was away, and on the next picture, too.
    tab.open("/agents/" + furnished.agent() + "/devices/kl720-00b2");
    tab.await("find('Announce what is seen')?.checked").isQuiet();
    silentWithoutResults();
  }

  /** A camera that no device looks at has nothing to say, and no box to turn it off. */
  private void silentWithoutResults() {
    String device = furnished.device("kl720-00b2");
    furnished.post(device + "/inference/stop", "{}");
    furnished.awaitState("kl720-00b2", "\"state\":\"ready\"");
    try {
      tab.open("/agents/" + furnished.agent() + "/cameras/cam-0");
      tab.await("document.querySelector('.picture') && !document.querySelector('.picture .wait')");
      // What is said is said every five seconds.
      tab.await("(window.since ??= performance.now()) < performance.now() - 6000");
      assertThat(
              tab.text(
                  "document.querySelector('.picture').parentElement.querySelector('.hush[role=status]').textContent"))
          .isEmpty();
    } finally {
      furnished.post(device + "/inference/start", "{}");
    }
  }

  private void heard(String text) {
    tab.await("heard.includes(%s)".formatted(quoted(text)));
    assertThat(tab.text("heard.filter((one) => one === %s).length".formatted(quoted(text))))
        .isEqualTo("1");
  }

  @Test
  void region_isDrawnWithThePointer_andTheAgentLooksThereOnly() {
    tab.signIn(PERSON, "/agents/" + furnished.agent() + "/devices/kl720-00b2");
    tab.await("!document.querySelector('.picture .wait')").click("Draw a region");
    tab.drag("document.querySelector('.picture canvas')", 0.25, 0.5, 0.75, 0.9);
    tab.await("document.querySelector('.picture .region rect')").await("find('Whole picture')");
    Awaitility.await("the agent's region")
        .atMost(LIMIT)
        .untilAsserted(() -> {
          JsonObject region = settings().getJsonObject("region");
          assertThat(region.getJsonNumber("x").doubleValue()).isCloseTo(0.25, within(0.01));
          assertThat(region.getJsonNumber("y").doubleValue()).isCloseTo(0.5, within(0.01));
          assertThat(region.getJsonNumber("w").doubleValue()).isCloseTo(0.5, within(0.01));
          assertThat(region.getJsonNumber("h").doubleValue()).isCloseTo(0.4, within(0.01));
        });
    // A click is no region, and Escape leaves things as they are.
    tab.click("Draw a region").point("document.querySelector('.picture canvas')");
    tab.click("Draw a region").press("Escape");
    tab.await("find('Draw a region').ariaPressed === 'false'").click("Whole picture");
    Awaitility.await("the whole picture").atMost(LIMIT).until(() -> settings().isNull("region"));
    tab.await("!document.querySelector('.picture .region rect')").isQuiet();
  }

  private JsonObject settings() {
    return settings(furnished.device("kl720-00b2"));
  }

  private JsonObject settings(String of) {
    return Person.json(furnished.person().get(of).body())
        .getJsonObject("inference")
        .getJsonObject("settings");
  }

  @Test
  void regionAndThreshold_ofACluster_areSetWhileItRuns() {
    String device = furnished.device("kl720-00b2");
    furnished.post(device + "/inference/stop", "{}");
    furnished.awaitState("kl720-00b2", "\"state\":\"ready\"");
    String clusters = "/api/agents/" + furnished.agent() + "/clusters";
    String members = "{\"name\":\"Gate\",\"devices\":[{\"device_id\":\"kl720-00b2\"}]}";
    String cluster = Person.json(furnished.post(clusters, members).body()).getString("id");
    try {
      tab.signIn(PERSON, "/agents/" + furnished.agent() + "/clusters/" + cluster).click("Start");
      tab.await("!document.querySelector('.picture .wait') && find('Draw a region')");
      tab.click("Draw a region");
      tab.drag("document.querySelector('.picture canvas')", 0.25, 0.5, 0.75, 0.9);
      tab.await("find('Whole picture')");
      tab.value("put('threshold', '0.8')");
      Awaitility.await("the cluster's settings")
          .atMost(LIMIT)
          .untilAsserted(() -> {
            JsonObject settings = settings(clusters + "/" + cluster);
            assertThat(settings.getJsonNumber("threshold").doubleValue()).isEqualTo(0.8);
            assertThat(settings.getJsonObject("region").getJsonNumber("x").doubleValue())
                .isCloseTo(0.25, within(0.01));
          });
      tab.isQuiet();
    } finally {
      furnished.person().delete(clusters + "/" + cluster + "?force=true");
      furnished.awaitState("kl720-00b2", "\"state\":\"ready\"");
      furnished.post(device + "/inference/start", "{}");
    }
  }

  @Test
  void deviceThatLeftItsCluster_canComeBack() {
    String cluster = "/agents/" + furnished.agent() + "/clusters/" + furnished.cluster();
    tab.signIn(PERSON, cluster).click("Take out").await("find('Add') && !find('Take out')");
    tab.put("join", "kl520-00a1").click("Add").await("find('Take out')").isQuiet();
    assertThat(furnished.person().get("/api" + cluster).body()).contains("\"kl520-00a1\"");
  }

  /** Who scrolls up reads: the lines stay, and those that come are counted. */
  @Test
  void log_staysWhereSomebodyReads() {
    tab.size(1280, 400).signIn(PERSON, "/agents/" + furnished.agent() + "/logs");
    tab.await("document.querySelector('.log p span')").put("log-level", "debug");
    tab.await(
        "document.querySelector('.log').scrollHeight > 2 * document.querySelector('.log').clientHeight");
    // Again and again: what is drawn in the same moment goes to the end once more.
    tab.await(
        "(document.querySelector('.log').scrollTop = 0, /[1-9] new lines?/.test(document.body.textContent))");
    String last = tab.text("document.querySelector('.log p:last-child').textContent");
    tab.await("/[3-9] new lines/.test(document.body.textContent)");
    assertThat(tab.text("document.querySelector('.log p:last-child').textContent")).isEqualTo(last);
    tab.value("[...document.querySelectorAll('main button')].at(-1).click()");
    tab.await("!/new line/.test(document.body.textContent)").isQuiet();
  }

  /** What the pointer is over is marked in the list as well. */
  @Test
  void boxAndRow_areMarkedTogether_andThePictureFloats() {
    tab.signIn(PERSON, "/agents/" + furnished.agent() + "/devices/kl720-00b2");
    tab.await("document.querySelector('.picture')");
    tab.await("!document.querySelector('.picture .wait')");
    Awaitility.await("a row that is marked")
        .atMost(LIMIT)
        .until(() -> tab.text(POINT_EVERYWHERE).equals("true"));
    if (tab.text("document.pictureInPictureEnabled").equals("true")) {
      tab.point("find('Picture in picture')").await("document.pictureInPictureElement");
      tab.point("find('Picture in picture')").await("!document.pictureInPictureElement");
    } else {
      assertThat(tab.text("!!find('Picture in picture')")).isEqualTo("false");
    }
    tab.isQuiet();
  }

  @Test
  void search_keepsTheFocus_whileThePageIsLoaded() {
    ConsoleTab other = new ConsoleTab(stack, chromium.person());
    other.signIn(PERSON, "/models");
    other.first(
        """
        new MutationObserver((all, watch) => {
          const search = document.getElementById('search');
          if (!search || document.querySelector('main h1')) return;
          search.focus();
          window.early = true;
          watch.disconnect();
        }).observe(document, { childList: true, subtree: true });
        """);
    other.open("/conversions").await("document.querySelector('main h1')");
    assertThat(other.text("String(window.early)")).isEqualTo("true");
    other.await("document.title.startsWith('Conversions')");
    assertThat(other.text("document.activeElement.id")).isEqualTo("search");
  }

  @Test
  void search_findsCameras_andPairingTellsHowWithDocker() {
    tab.signIn(PERSON, "/models").await("document.querySelector('header.top .state.good')");
    tab.press("/");
    hasFocus("document.getElementById('search')");
    tab.type("test pic").await("document.querySelector('.found a')").press("ArrowDown", "Enter");
    tab.await("location.pathname.endsWith('/cameras/cam-0')");
    tab.go("/agents/new").put("pair-label", "Gate 8").click("Create a pairing code");
    tab.await("document.querySelector('dialog .command')").click("Docker");
    tab.await(
        "document.querySelector('dialog .command').textContent.startsWith('docker run --rm')");
    tab.click("To read aloud or scan").await("document.querySelector('dialog svg[role=img] path')");
    tab.press("Escape").click("Withdraw").isQuiet();
  }

  @Test
  void picturesThatAreSent_areShownWithWhatWasFoundInThem(@TempDir Path pictures) throws Exception {
    Person person = furnished.person();
    String device = "/api/agents/" + furnished.agent() + "/devices/kl720-00b2/inference/";
    byte[] snapshot =
        person
            .client()
            .send(
                person
                    .request("/api/agents/" + furnished.agent() + "/cameras/cam-0/snapshot")
                    .build(),
                BodyHandlers.ofByteArray())
            .body();
    Path one = Files.write(pictures.resolve("gate <b>1.jpg"), snapshot);
    Path other = Files.write(pictures.resolve("gate 2.jpg"), snapshot);
    Path none = Files.writeString(pictures.resolve("no picture.jpg"), "text");
    tab.signIn(PERSON, "/agents/" + furnished.agent() + "/cameras");
    tab.choose("media-image", one).reads("No device is ready and has a model.").press("Escape");
    assertThat(person.post(device + "stop", "{}").statusCode()).isEqualTo(200);
    try {
      tab.go("/agents/" + furnished.agent() + "/devices").await("find('Start')");
      tab.go("/agents/" + furnished.agent() + "/cameras");
      tab.choose("media-image", one).await("document.getElementById('looker')");
      tab.click("Detect objects");
      tab.await(
          "/gate <b>1.jpg: .*( × |Nothing found)/.test(document.querySelector('.looked canvas')?.ariaLabel)");
      tab.isAccessible("pictures");
      tab.click("Close");
      tab.choose("media-batch", one, none, other).reads("3 pictures").click("Detect objects");
      tab.await(
          "[...document.querySelectorAll('.looked canvas')].filter((one) => / × |Nothing found/.test(one.ariaLabel)).length === 2");
      tab.reads("The file cannot be read.").click("Close");
    } finally {
      assertThat(person.post(device + "start", "{}").statusCode()).isEqualTo(200);
    }
    tab.isQuiet();
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
    // Theirs ended as well.
    furnished.person().signIn(PERSON, PERSON);
  }

  @Test
  void languages_changeAtOnce_andStay() {
    tab.open("/").click("繁體中文").await("find('登入')");
    assertThat(tab.text("document.documentElement.lang")).isEqualTo("zh-TW");
    tab.open("/").await("find('登入')").click("한국어").await("find('로그인')");
    tab.isQuiet();
  }
}

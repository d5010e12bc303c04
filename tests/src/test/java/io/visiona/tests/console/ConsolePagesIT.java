package io.visiona.tests.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.visiona.launch.Person;
import io.visiona.tests.support.OnSharedStack;
import io.visiona.tests.support.Stack;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every page of the console as it is with something on it: no barriers in either theme, nothing
 * beyond the edge of a narrow screen, and few bytes before the first.
 *
 * <p>With {@code -Dvisiona.console.pictures=FOLDER} it leaves pictures of them all there.
 */
@OnSharedStack
final class ConsolePagesIT extends FurnishedConsole {
  private static final String PERSON = "user-22";
  private static final int FIRST_VISIT = 80 * 1024;

  /** What may stick out: what scrolls sideways by itself, and what only screen readers see. */
  private static final String BEYOND =
      """
      [...document.querySelectorAll('main *, header.top *, nav.rail *')]
        .filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && e.checkVisibility() && !e.closest('.tabs, .log, .hush, pre, details .scroll'))
        .map((e) => e.outerHTML.slice(0, 120))
      """;

  private ConsoleTab tab;

  ConsolePagesIT(Stack stack) {
    super(stack, PERSON);
  }

  @BeforeAll
  void open() {
    tab = new ConsoleTab(stack, chromium.person());
    tab.size(1280, 800).signIn(PERSON, "/");
  }

  /** Pages by name: the address, and what is there once it is drawn. */
  private Map<String, String[]> pages() {
    String agent = "/agents/" + furnished.agent();
    Map<String, String[]> all = new LinkedHashMap<>();
    all.put("overview", page("/", "document.querySelector('main .picture img')"));
    all.put("agents", page("/agents", "find('Hall 3')"));
    all.put("agent-devices", page(agent + "/devices", "find('KL720 00B2')"));
    all.put("agent-cameras", page(agent + "/cameras", "document.querySelector('main img')"));
    all.put("agent-clusters", page(agent + "/clusters", "find('Front')"));
    all.put("agent-logs", page(agent + "/logs", "document.querySelector('.log p span')"));
    all.put("agent-system", page(agent + "/system", "document.querySelector('.chart canvas')"));
    all.put("agent-settings", page(agent + "/settings", "document.getElementById('note')"));
    all.put("device", page(agent + "/devices/kl720-00b2", drawn("classes(1)")));
    all.put("camera", page(agent + "/cameras/cam-0", drawn("classes(1)")));
    all.put("cluster", page(agent + "/clusters/" + furnished.cluster(), "find('KL520 00A1')"));
    all.put("live", page("/wall", drawn("true")));
    all.put("models", page("/models", "find('Street')"));
    all.put("model", page("/models/" + furnished.model(), "document.querySelector('dd code')"));
    all.put("conversions", page("/conversions", "find('Street')"));
    all.put(
        "conversion",
        page(
            "/conversions/" + furnished.conversion(),
            "document.querySelector('main a.button[href$=result]')"));
    all.put(
        "conversion-failed",
        page("/conversions/" + furnished.failed(), "document.querySelector('main a.primary')"));
    all.put("conversion-new", page("/conversions/new", "document.getElementById('file')"));
    all.put("account", page("/account", "document.querySelector('main tbody tr')"));
    all.put("help", page("/help", "document.querySelector('kbd')"));
    all.put("connect", page("/connect", "document.getElementById('user-code')"));
    all.put("not-found", page("/nothing-here", "document.querySelector('main a.primary')"));
    all.put("pair", page("/agents/new", "document.querySelector('dialog')"));
    return all;
  }

  private static String[] page(String path, String there) {
    return new String[] {path, there};
  }

  private static String drawn(String more) {
    return "!document.querySelector('.picture .wait') && document.querySelector('.picture canvas') && "
        + more.replace("classes(1)", "document.querySelector('fieldset, .picture')");
  }

  @Test
  void pages_haveNoBarriers_andFitNarrowScreens() throws IOException {
    for (Map.Entry<String, String[]> page : pages().entrySet()) {
      look(page.getKey(), page.getValue()[0], page.getValue()[1]);
    }
    ConsoleTab stranger = new ConsoleTab(stack, chromium.person());
    stranger.size(1280, 800).open("/").await("find('Sign in')");
    looks(stranger, "welcome");
    stranger.isQuiet();
    tab.isQuiet();
  }

  private void look(String name, String path, String there) throws IOException {
    tab.go(path).await("document.querySelector('main h1')").await(there);
    if (name.equals("pair")) {
      tab.put("pair-label", "Gate 7").click("Create a pairing code");
      tab.await("document.querySelector('dialog .command')");
    }
    looks(tab, name);
  }

  @Test
  void dialogs_haveNoBarriers_andFitNarrowScreens(@TempDir Path folder) throws IOException {
    String agent = "/agents/" + furnished.agent();
    tab.go(agent + "/cameras").await("document.querySelector('main img')");
    tab.choose("media-image", picture(folder)).await("document.querySelector('dialog[open]')");
    looks(tab, "dialog-picture");
    tab.press("Escape").go(agent + "/clusters/" + furnished.cluster()).click("Flash a model");
    tab.await("document.querySelector('dialog input[type=radio]')");
    looks(tab, "dialog-flash");
    tab.press("Escape").go(agent + "/settings").click("Revoke");
    tab.await("document.querySelector('dialog[open]')");
    looks(tab, "dialog-revoke");
    tab.press("Escape").isQuiet();
  }

  /** What the agent said last stays, greyed, and can still be read by everybody. */
  @Test
  void agentThatIsAway_isGreyed_andHasNoBarriers() throws IOException {
    String agent = "/agents/" + furnished.agent();
    tab.go(agent + "/devices").await("find('KL720 00B2')");
    String ink = tab.text("getComputedStyle(document.querySelector('main h2')).color");
    furnished.process().kill();
    try {
      tab.await("document.querySelector('main .notice.away') && document.querySelector('.old h2')");
      assertThat(tab.text("getComputedStyle(document.querySelector('main h2')).color"))
          .isNotEqualTo(ink);
      tab.reads("Shown as of ").await("find('KL720 00B2') && find('Scan').disabled");
      looks(tab, "agent-away");
    } finally {
      furnished.process().restart();
    }
    tab.await("!document.querySelector('main .old') && !find('Scan').disabled");
    furnished.awaitState("kl720-00b2", "\"state\":\"running\"");
    furnished.post(furnished.device("kl520-00a1") + "/connect", "{}");
    tab.isQuiet();
  }

  /** Rows are cards where it is narrow, and a screen reader is told of a list. */
  @Test
  void tableThatBecomesCards_isAList() {
    for (String path : List.of("/agents", "/models", "/conversions", "/account")) {
      tab.go(path).await("document.querySelector('main table tbody tr')");
      assertThat(tab.roles()).as(path).contains("table", "row").doesNotContain("listitem");
      tab.size(390, 740).await("document.querySelector('main tbody[role=list]')");
      assertThat(tab.roles()).as(path).contains("list", "listitem").doesNotContain("row", "table");
      tab.size(1280, 800).await("!document.querySelector('main tbody[role=list]')");
    }
    tab.isQuiet();
  }

  private static Path picture(Path folder) throws IOException {
    Path file = folder.resolve("street.png");
    ImageIO.write(new BufferedImage(640, 360, BufferedImage.TYPE_3BYTE_BGR), "png", file.toFile());
    return file;
  }

  private static void looks(ConsoleTab tab, String name) throws IOException {
    tab.isAccessible(name);
    picture(tab, name + "-light");
    tab.theme("dark").isAccessible(name + ", dark");
    picture(tab, name + "-dark");
    tab.theme("light").size(390, 740).isAccessible(name + ", 390 pixels");
    tab.size(320, 740);
    assertThat(tab.list(BEYOND)).as("what sticks out of %s at 320 pixels", name).isEmpty();
    tab.size(360, 740);
    picture(tab, name + "-360");
    tab.size(1280, 800);
  }

  private static void picture(ConsoleTab tab, String name) throws IOException {
    String folder = System.getProperty("visiona.console.pictures");
    if (folder != null) {
      tab.value("document.activeElement.blur(); new Promise((done) => setTimeout(done, 400))");
      tab.tab().picture(Files.createDirectories(Path.of(folder)).resolve(name + ".png"));
    }
  }

  /** Contrast is the same in every language, so the dark theme is looked at in English only. */
  @ParameterizedTest
  @ValueSource(strings = {"zh-TW", "ko"})
  void otherLanguages_fitToo(String language) throws IOException {
    ConsoleTab other = new ConsoleTab(stack, chromium.person());
    other.size(1280, 800).signIn(PERSON, "/");
    other.value("localStorage.setItem('visiona.language', JSON.stringify('" + language + "'))");
    other.open("/").await("document.documentElement.lang === '" + language + "'");
    for (Map.Entry<String, String[]> page : pages().entrySet()) {
      String name = page.getKey();
      other.go(page.getValue()[0]).await("document.querySelector('main h1')");
      other.await(page.getValue()[1]).isAccessible(name + ", " + language);
      picture(other, name + "-" + language);
      other.size(390, 740).isAccessible(name + ", 390 pixels, " + language);
      other.size(320, 740);
      assertThat(other.list(BEYOND)).as("what sticks out of %s, %s", name, language).isEmpty();
      other.size(360, 740);
      picture(other, name + "-" + language + "-360");
      other.size(1280, 800);
    }
    other.isQuiet();
  }

  /** That the check above can fail. */
  @Test
  void barriers_areFound() {
    ConsoleTab other = new ConsoleTab(stack, chromium.person());
    other.open("/").await("find('Sign in')");
    other.value("document.querySelector('main').append(document.createElement('img'))");
    assertThatThrownBy(() -> other.isAccessible("a picture without a text"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("image-alt");
  }

  @Test
  void firstVisit_isSmall() {
    try (Person person = stack.signIn(PERSON)) {
      assertThat(person.agents()).isNotEmpty();
    }
    ConsoleTab first = new ConsoleTab(stack, chromium.person());
    first.signIn(PERSON, "/").await("document.querySelector('.figures')");
    Map<String, Long> files = first.files();
    assertThat(files.keySet()).anyMatch(path -> path.endsWith("/app.js"));
    long bytes = files.values().stream().mapToLong(Long::longValue).sum();
    System.out.println("CONSOLE first visit: " + bytes + " bytes in " + files.size() + " files");
    assertThat(bytes).as("bytes of the first visit: %s", files).isLessThanOrEqualTo(FIRST_VISIT);
    first.isQuiet();
  }
}

package io.visiona.tests.console;

import static io.visiona.tests.console.ConsoleTab.quoted;
import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.tests.support.OnSharedStack;
import io.visiona.tests.support.Stack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the pages of an agent offer: where one is, its name, its token, what helps, how it looks.
 */
@OnSharedStack
final class ConsoleAgentIT extends FurnishedConsole {
  private static final String PERSON = "user-10";

  /** Orders to one device are refused once, as the test says, and then taken by nobody. */
  private static final String REFUSING =
      """
      (() => {
        const real = window.fetch;
        window.sent = [];
        window.fetch = async (path, how) => {
          if (how?.method !== 'POST' || !String(path).includes('/kl730-00c3/')) return real(path, how);
          sent.push(String(path).split('/kl730-00c3/')[1] + ' ' + how.body);
          if (!window.refusal) return Response.json({});
          const error = window.refusal;
          window.refusal = null;
          return Response.json({error: {message: 'x', i18n: error.code, source: 'agent', ...error}}, {status: 409});
        };
      })()
      """;

  private ConsoleTab tab;
  private String agent;

  ConsoleAgentIT(Stack stack) {
    super(stack, PERSON);
  }

  @BeforeEach
  void open() {
    agent = "/agents/" + furnished.agent();
    tab = tab(chromium.person());
  }

  @Test
  void label_isEditedInPlace_andCanBeTakenBack() {
    tab.signIn(PERSON, agent).await("find('Rename')").tabTo("Rename").press("Enter");
    hasFocus("document.getElementById('title')");
    tab.isAccessible("a title that is edited");
    tab.type("Gate").press("Escape");
    hasFocus("find('Rename')");
    title("Hall 3");
    tab.press("Enter").await("document.getElementById('title')").type("Gate").press("Enter");
    hasFocus("find('Rename')");
    title("Gate");
    tab.click("Undo");
    title("Hall 3");
    tab.isQuiet();
  }

  private void title(String text) {
    tab.await("document.querySelector('main h1')?.textContent === " + quoted(text));
    tab.await("document.querySelector('nav.crumbs').textContent.includes(" + quoted(text) + ")");
  }

  private void hasFocus(String expression) {
    tab.await(expression + " && " + expression + " === document.activeElement");
  }

  @Test
  void breadcrumb_tellsTheWay_andItsLastStepIsThisPage() {
    tab.signIn(PERSON, agent + "/devices/kl720-00b2");
    String steps =
        "[...document.querySelectorAll('header nav.crumbs li')].map((one) => one.textContent).join(' > ')";
    tab.await(steps + " === 'Agents > Hall 3 > Devices > KL720 00B2'");
    assertThat(tab.text("document.querySelector('nav.crumbs [aria-current=page]').textContent"))
        .isEqualTo("KL720 00B2");
    tab.value("document.querySelectorAll('nav.crumbs a')[2].click()");
    tab.await(steps + " === 'Agents > Hall 3'").await("location.pathname.endsWith('/devices')");
    tab.go("/models").await(steps + " === 'Models'").isQuiet();
  }

  /** Whatever comes next, which would draw it anew: nothing comes. */
  @Test
  void chart_isDrawnAgainWithOtherColours() {
    tab.theme("light").signIn(PERSON, agent + "/system").await(labels("< 100"));
    tab.value(
        "{ const real = window.fetch; window.fetch = (path, how) => String(path).includes('/system/metrics') ? new Promise(() => {}) : real(path, how); }");
    tab.theme("dark").await(labels("> 180"));
    tab.theme("light").await(labels("< 100")).isQuiet();
  }

  /** Whether the brightness of what is written beside the first chart, without colour, is so. */
  private static String labels(String is) {
    return """
    (() => {
      const canvas = document.querySelector('.chart canvas');
      if (!canvas) return false;
      // Looked at in a copy: the browser complains of a canvas that is read again and again.
      const copy = Object.assign(document.createElement('canvas'), { width: canvas.width, height: canvas.height });
      const pen = copy.getContext('2d', { willReadFrequently: true });
      pen.drawImage(canvas, 0, 0);
      const at = pen.getImageData(0, 0, canvas.width, canvas.height).data;
      for (let i = 0; i < at.length; i += 4) {
        if (at[i + 3] > 250 && Math.abs(at[i] - at[i + 2]) < 40 && at[i] %s) return true;
      }
      return false;
    })()
    """
        .formatted(is);
  }

  @Test
  void qualityOfThePicture_isChosen_andWhatIsInForceIsSaid() {
    tab.signIn(PERSON, agent + "/cameras/cam-0").reads("automatic: at most ");
    tab.put("picture-size", "360").reads("at most 640 px wide, 15 fps");
    tab.await("document.querySelector('.picture canvas').width === 640");
    tab.put("picture-fps", "5").reads("at most 640 px wide, 5 fps");
    // The camera's own pictures are smaller: they are not made larger.
    tab.put("picture-size", "1080").reads("at most 1,280 px wide, 5 fps");
    tab.await("document.querySelector('.picture canvas').width === 1280");
    tab.isAccessible("a chosen quality");
    tab.put("picture-size", "auto").reads("automatic: at most").isQuiet();
  }

  /** The command that the dialog shows, with the token that it shows. */
  @Test
  void newToken_isTakenByTheCommandThatIsShown() throws Exception {
    tab.signIn(PERSON, agent + "/settings").click("New token");
    tab.await("document.querySelector('dialog .danger')");
    tab.value("document.querySelector('dialog .danger').click()");
    tab.await("document.querySelector('dialog .command')").isAccessible("a new token");
    String token = tab.text("document.querySelector('dialog pre').textContent");
    String command = tab.text("document.querySelector('dialog .command').textContent.trim()");
    assertThat(command).isEqualTo("visiona-agent token");
    tab.click("I have saved it");
    tab.await("document.querySelector('.notice.away')");
    Process taking =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                stack.build().agentJar().toString(),
                command.split(" ", -1)[1],
                "--state",
                folder.resolve("hall-3.json").toString())
            .redirectErrorStream(true)
            .redirectInput(Files.writeString(folder.resolve("token"), token + "\n").toFile())
            .redirectOutput(folder.resolve("token.log").toFile())
            .start();
    assertThat(taking.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(folder.resolve("token.log")).content().contains("The new token is in");
    furnished.process().restart();
    tab.await("!document.querySelector('.notice.away')").isQuiet();
  }

  @Test
  void network_isDrawn_andAnOldAgentIsToldOf() {
    tab.first(
        """
        const real = window.fetch;
        window.fetch = async (path, how) => (String(path) === '/api/overview'
          ? Response.json({server: {version: '99.0.0'}, attention: []}) : real(path, how));
        """);
    tab.signIn(PERSON, agent + "/system").reads("Network (KiB/s)").reads("the server 99.0.0");
    tab.click("How to update the agent").await("location.pathname === '/help'").isQuiet();
  }

  @Test
  void refusal_offersWhatHelps() {
    tab.signIn(PERSON, agent + "/devices").await("find('KL730 00C3')").value(REFUSING);
    refuse("{code: 'device_busy', details: {busy_with: 'inference'}}");
    tab.click("Stop inference first").await("sent.length === 3");
    assertThat(tab.text("sent.join()")).isEqualTo("connect {},inference/stop {},connect {}");
    tab.await("!document.querySelector('.toast.bad')");

    refuse("{code: 'inference_running'}");
    tab.click("Replace it").await("sent.at(-1) === 'connect {\"replace\":true}'");
    refuse("{code: 'agent_timeout'}");
    tab.click("Try again").await("sent.length === 7");
    refuse("{code: 'device_error', details: {fault: 'overheated', remedy: 'cool_down'}}");
    tab.reads("Let it cool down.");
    tab.isAccessible("a refusal with what helps");
    close("Close");
    refuse("{code: 'camera_in_use', details: {used_by: ['inference:kl720-00b2']}}");
    assertThat(tab.text("find('Used by kl720-00b2').pathname"))
        .isEqualTo(agent + "/devices/kl720-00b2");
    close("Close");
    refuse("{code: 'chip_mismatch', details: {device_chip: 'KL730', model_chip: 'KL720'}}");
    tab.await("find('Convert another model for KL730')");
    close("Close");
    refuse("{code: 'no_model'}");
    tab.await("document.querySelector('.toast.bad .row > button')");
    tab.value("document.querySelector('.toast.bad .row > button').click()");
    tab.await("document.querySelector('dialog[open] input[type=radio]')").click("Cancel");
    tab.await("!document.querySelector('dialog')");
    String cluster = agent + "/clusters/" + furnished.cluster();
    refuse(
        "{code: 'device_in_cluster', details: {cluster_id: '%s'}}".formatted(furnished.cluster()));
    tab.click("To the cluster").await("location.pathname === " + quoted(cluster));
    tab.await("!document.querySelector('.toast.bad')").isQuiet();
  }

  /** Connecting is refused, and the page has found what helps. */
  private void refuse(String error) {
    tab.value("window.refusal = " + error);
    tab.value(
        "[...document.querySelectorAll('main article')].find((one) => one.textContent.includes('KL730')).querySelector('button.primary').click()");
    tab.await(
        "document.querySelector('.toast.bad .row > :is(a, button, span)') && !window.refusal");
  }

  private void close(String button) {
    tab.value(
        "[...document.querySelectorAll('.toast.bad button')].filter((one) => one.ariaLabel === '%s').forEach((one) => one.click())"
            .formatted(button));
    tab.await("!document.querySelector('.toast.bad')");
  }
}

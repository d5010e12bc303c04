package io.visiona.tests.console;

import static io.visiona.tests.console.ConsoleTab.quoted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.visiona.launch.Person;
import io.visiona.launch.Ports;
import io.visiona.tests.support.OnSharedStack;
import io.visiona.tests.support.Plain;
import io.visiona.tests.support.Stack;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each fault that the simulator makes on demand, as the console explains it, in English and in
 * Chinese, and with the button that helps.
 */
@OnSharedStack
final class ConsoleFaultsIT extends FurnishedConsole {
  private static final String PERSON = "user-30";
  private static final String CONTROL = "127.0.0.1:" + Ports.freePort();
  private static final String DEVICE = "kl720-00b2";
  private static final String STATE = "document.querySelector('main [role=status] .state')";

  private ConsoleTab tab;
  private String agent;

  ConsoleFaultsIT(Stack stack) {
    super(stack, PERSON, "--control", CONTROL);
  }

  @BeforeAll
  void open() {
    agent = "/agents/" + furnished.agent();
    tab = new ConsoleTab(stack, chromium.person());
    tab.size(1280, 900).signIn(PERSON, agent + "/devices/" + DEVICE);
  }

  @Test
  void everyFault_isExplained_withItsRemedy() {
    tab.await("!document.querySelector('.picture .wait')");
    camera();
    device();
    flashing();
    answers();
    connection();
    tab.isQuiet();
  }

  /** The server says how long to wait, and so does the page. */
  @Test
  void tooManyRequests_countDown() {
    ConsoleTab other = new ConsoleTab(stack, chromium.person());
    other.signIn(PERSON, agent + "/devices").await("find('Scan') && !find('Scan').disabled");
    other.value(
        """
        (() => {
          const real = window.fetch;
          const refused = () => new Response('{"error":{"code":"rate_limited","i18n":"rate_limited","message":"x"}}', {status: 429, headers: {'Retry-After': '3'}});
          window.fetch = async (path, how) => (String(path).endsWith('/scan') ? refused() : real(path, how));
        })()
        """);
    other.click("Scan").reads(text("en", "error.rate_limited"));
    other.await("/Possible again in [123] s\\./.test(document.body.textContent)");
    other.reads(text("en", "common.again_now"));
  }

  @Test
  void fileThatIsTooLarge_isRefusedBeforeItIsSent(@TempDir Path files) throws IOException {
    ConsoleTab other = new ConsoleTab(stack, chromium.person());
    other.first(
        """
        const real = window.fetch;
        window.sent = 0;
        window.fetch = async (path, how) => (String(path) === '/api/overview'
          ? new Response('{"server":{},"attention":[],"limits":{"conversion_bytes":1000,"model_bytes":1}}') : real(path, how));
        const open = XMLHttpRequest.prototype.open;
        XMLHttpRequest.prototype.open = function (...how) { window.sent++; return open.apply(this, how); };
        """);
    other.signIn(PERSON, "/conversions/new");
    other.choose("file", Files.write(files.resolve("large.onnx"), new byte[1001]));
    other.reads(text("en", "upload.too_large").replace("{limit}", "1,000 bytes"));
    other.click("Convert");
    assertThat(other.text("String(sent)")).isEqualTo("0");
    other.choose("file", Files.write(files.resolve("small.onnx"), new byte[1000]));
    other.await("!document.getElementById('file-fault')").isQuiet();
  }

  /** A page's program comes from the server, too; the browser's own text would be English. */
  @Test
  void pageThatCannotBeFetched_saysThatTheServerCannotBeReached() {
    ConsoleTab other = new ConsoleTab(stack, chromium.person());
    other.signIn(PERSON, "/models").await("document.querySelector('main h1')");
    other.offline(true).go("/connect").reads(text("en", "error.no_server"));
    other.offline(false).click("Try again").await("document.getElementById('user-code')");
  }

  private void camera() {
    fault("camera_freeze", 20);
    says("picture.stale");
    fault("camera_freeze", 0);
    fault("camera_black", 60);
    says("picture.dark");
    fault("camera_black", 0);
    tab.await("!document.querySelector('.picture .dark')");
    tab.go(agent + "/cameras/cam-0").await("!document.querySelector('.picture .wait')");
    fault("camera_unplug", 60);
    says("state.camera.faulted");
    fault("camera_unplug", 0);
    // The page asks for the picture again, which starts the camera; where that came too late for
    // the inference, it is started here.
    tab.await("!document.querySelector('.picture .wait')");
    String start = "/api" + agent + "/devices/" + DEVICE + "/inference/start";
    assertThat(furnished.person().post(start, "{}").statusCode()).isEqualTo(200);
    tab.go(agent + "/devices/" + DEVICE);
    state("running");
  }

  private void device() {
    fault("usb_timeout", 5);
    says("fault.usb_timeout");
    tab.click("Connect again");
    state("ready");
    tab.click("Start");
    state("running");
    fault("inference_hang", 5);
    says("fault.inference_timeout");
    tab.click("Connect again");
    state("ready");
    fault("unplug", 60);
    says("state.device.removed");
    assertThat(tab.text("find('One moment…').disabled")).isEqualTo("true");
    fault("replug", 1);
    state("disconnected");
    tab.click("Connect");
    state("ready");
  }

  private void flashing() {
    fault("flash_checksum", 60);
    flash();
    says("error.checksum_mismatch");
    tab.click("Close");
    fault("flash_checksum", 0);

    fault("disk_full", 60);
    flash();
    says("error.agent_disk_full");
    tab.click("Cancel");
    fault("disk_full", 0);

    post("{\"fault\":\"slow_link\",\"for_s\":60,\"value\":1000}");
    flash();
    says("state.flash.downloading");
    tab.click("Cancel");
    says("state.flash.cancelled");
    tab.click("Close");
    fault("slow_link", 0);

    fault("flash_power_loss", 60);
    flash();
    says("error.write_failed");
    says("remedy.reflash");
    tab.click("Close");
    fault("flash_power_loss", 0);
  }

  private void flash() {
    tab.click("Flash a model").await("document.querySelector('dialog input[type=radio]:enabled')");
    tab.value("document.querySelector('dialog input[type=radio]:enabled').click()");
    tab.click("Flash a model");
  }

  private void answers() {
    fault("old_agent", 60);
    tab.click("Rename").await("document.querySelector('dialog input')");
    tab.value("put(document.querySelector('dialog input').id, 'By the gate')");
    tab.click("Save");
    says("error.agent_unsupported");
    tab.press("Escape");
    fault("old_agent", 0);
    tab.go(agent + "/devices").await("find('Scan')");
    fault("garbage", 60);
    tab.click("Scan").reads(text("en", "error.agent_bad_response"));
    language("zh-TW");
    tab.click(text("zh-TW", "action.scan")).reads(text("zh-TW", "error.agent_bad_response"));
    language("en");
    fault("garbage", 0);
    // What follows tells of devices that were seen: the live channel has to be back for that.
    tab.await("document.querySelector('main .card') && !find('Scan').disabled");
  }

  private void connection() {
    post("{\"fault\":\"clock_skew\",\"for_s\":600,\"value\":60}");
    // Ended by hand: a slow machine needs longer to read it in both languages than it once lasted.
    fault("drop_tunnel", 120);
    says("agent.away_as_of");
    fault("drop_tunnel", 0);
    says("agent.skew");
    post("{\"fault\":\"clock_skew\",\"for_s\":0,\"value\":0}");
    tab.await("find('Scan') && !find('Scan').disabled");
    assertThatThrownBy(() -> fault("agent_crash", 1))
        .as("it ends before it answers")
        .isInstanceOf(UncheckedIOException.class);
    says("agent.away_as_of");
    furnished.process().restart();
    tab.await("!document.querySelector('.notice.away') && !find('Scan').disabled");

    tab.go(agent + "/devices/" + DEVICE);
    tab.click("Connect");
    state("ready");
    flash();
    tab.await("document.querySelector('dialog .state')?.textContent === 'done'").click("Close");
    tab.click("Start");
    state("running");
    fault("overheat", 60);
    says("fault.overheated");
    says("remedy.cool_down");
  }

  /** Waits for a text of the console in both languages. */
  private void says(String key) {
    tab.reads(text("en", key));
    language("zh-TW");
    tab.reads(text("zh-TW", key));
    language("en");
    tab.reads(text("en", key));
  }

  private void language(String tag) {
    String button = "document.querySelector('header button[lang=%s]')".formatted(quoted(tag));
    tab.value("document.querySelector('header .menu summary').click()");
    tab.await(button).value(button + ".click()");
    tab.await("document.documentElement.lang === " + quoted(tag));
  }

  /** Up to its first variable. */
  private String text(String language, String key) {
    Path file = stack.build().root().resolve("api-war/src/main/webapp/texts/" + language + ".json");
    try {
      JsonObject texts = Person.json(Files.readString(file));
      return texts.getString(key).replaceFirst("\\{.*", "").strip();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private void state(String state) {
    tab.await(STATE + "?.textContent === " + quoted(state));
  }

  private void fault(String name, int seconds) {
    String device =
        name.matches("usb_timeout|inference_hang|overheat|unplug|replug|flash_power_loss")
            ? ",\"device_id\":\"" + DEVICE + "\""
            : "";
    post("{\"fault\":\"%s\",\"for_s\":%d%s}".formatted(name, seconds, device));
  }

  private void post(String order) {
    assertThat(Plain.post(URI.create("http://" + CONTROL + "/faults"), order).statusCode())
        .as(order)
        .isEqualTo(200);
  }
}

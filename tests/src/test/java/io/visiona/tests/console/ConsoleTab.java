package io.visiona.tests.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.tests.support.Chromium;
import io.visiona.tests.support.ChromiumTab;
import io.visiona.tests.support.Stack;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The console in a tab, used as a person does: by what is written on things. What the browser
 * complains of meanwhile is kept: violations of the policy, exceptions, errors that are logged.
 */
final class ConsoleTab {
  /** {@code find(text)}: the last thing seen that can be clicked and is called so. */
  private static final String FIND =
      """
      window.find = (text, of = 'button, a, summary, label, input, select') => {
        const called = (e) => [e.textContent.trim(), e.getAttribute('aria-label'), e.labels?.[0]?.textContent.trim()].includes(text);
        const open = [...document.querySelectorAll('dialog[open]')].at(-1);
        return [...(open ?? document).querySelectorAll(of)].filter((e) => e.checkVisibility() && called(e)).at(-1);
      };
      window.put = (id, value) => {
        const field = document.getElementById(id);
        Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value').set.call(field, value);
        field.dispatchEvent(new Event('input', {bubbles: true}));
        field.dispatchEvent(new Event('change', {bubbles: true}));
      };
      """;

  private final String site;
  private final ChromiumTab tab;
  private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
  private final Map<String, String> types = new ConcurrentHashMap<>();
  private final Map<String, Long> heads = new ConcurrentHashMap<>();
  private final Map<String, Long> sizes = new ConcurrentHashMap<>();

  ConsoleTab(Stack stack, Chromium.Person browser) {
    this.site = stack.api().toString();
    this.tab = browser.tab();
    tab.listen(this::heard);
    tab.command("Runtime.enable", Json.createObjectBuilder());
    tab.command("Log.enable", Json.createObjectBuilder());
    tab.command("DOM.enable", Json.createObjectBuilder());
    // Several tabs of a headless browser have no focus otherwise.
    command("Emulation.setFocusEmulationEnabled", Map.of("enabled", true));
    command("Page.addScriptToEvaluateOnNewDocument", Map.of("source", FIND));
  }

  private void heard(JsonObject event) {
    JsonObject said = event.getJsonObject("params");
    switch (event.getString("method")) {
      case "Runtime.exceptionThrown" -> complaints.add(said.toString());
      case "Runtime.consoleAPICalled" -> {
        if (Set.of("error", "warning").contains(said.getString("type"))) {
          complaints.add(said.getJsonArray("args").toString());
        }
      }
      case "Log.entryAdded" -> {
        JsonObject entry = said.getJsonObject("entry");
        // Answers of 401 or 503 are logged as errors by the browser itself.
        if (!entry.getString("source").equals("network")
            && Set.of("error", "warning").contains(entry.getString("level"))
            && !entry.getString("text").startsWith("WebSocket connection to ")) {
          complaints.add(entry.toString());
        }
      }
      case "Network.responseReceived" -> {
        JsonObject response = said.getJsonObject("response");
        types.put(said.getString("requestId"), response.getString("url"));
        heads.put(
            said.getString("requestId"), response.getJsonNumber("encodedDataLength").longValue());
      }
      case "Network.loadingFinished" ->
          sizes.put(
              said.getString("requestId"), said.getJsonNumber("encodedDataLength").longValue());
      default -> {
        // Of no interest.
      }
    }
  }

  /** A command of the DevTools protocol. */
  JsonObject command(String method, Map<String, ?> parameters) {
    return tab.command(method, Json.createObjectBuilder(parameters));
  }

  /** Signs in, starting at an address of the console, and ends there. */
  ConsoleTab signIn(String user, String path) {
    open(path).await("find('Sign in')");
    tab.after(() -> click("Sign in"));
    tab.signIn(user);
    return await("document.querySelector('.rail a[aria-current], main h1')");
  }

  /** Loads an address anew. */
  ConsoleTab open(String path) {
    tab.go(site + path);
    return this;
  }

  /** Goes to an address as a link does, without loading the page again. */
  ConsoleTab go(String path) {
    tab.value(
        "(() => { history.pushState(null, '', '%s'); dispatchEvent(new PopStateEvent('popstate')); })()"
            .formatted(path));
    return this;
  }

  ConsoleTab await(String expression) {
    tab.await(expression);
    return this;
  }

  /** Waits until something can be read in the page. */
  ConsoleTab reads(String text) {
    return await("document.body.textContent.includes(%s)".formatted(quoted(text)));
  }

  /** Waits until a thing of this name is there and not disabled, and clicks it. */
  ConsoleTab click(String text) {
    await("find(%1$s) && !find(%1$s).disabled".formatted(quoted(text)));
    tab.value("find(%s).click()".formatted(quoted(text)));
    return this;
  }

  /** Fills in a field. */
  ConsoleTab put(String id, String value) {
    await("document.getElementById('" + id + "')");
    tab.value("put(%s, %s)".formatted(quoted(id), quoted(value)));
    return this;
  }

  /** Chooses files. */
  ConsoleTab choose(String id, Path... files) {
    await("document.getElementById(" + quoted(id) + ")");
    int root = command("DOM.getDocument", Map.of()).getJsonObject("root").getInt("nodeId");
    int node =
        command("DOM.querySelector", Map.of("nodeId", root, "selector", "#" + id)).getInt("nodeId");
    JsonObjectBuilder chosen =
        Json.createObjectBuilder()
            .add("nodeId", node)
            .add("files", Json.createArrayBuilder(Stream.of(files).map(Path::toString).toList()));
    tab.command("DOM.setFileInputFiles", chosen);
    return this;
  }

  /** Presses keys one after another, by the names that the browser has for them. */
  ConsoleTab press(String... keys) {
    for (String key : keys) {
      String text = key.equals("Enter") ? "\r" : key.length() == 1 ? key : "";
      JsonObjectBuilder down =
          Json.createObjectBuilder()
              .add("type", text.isEmpty() ? "rawKeyDown" : "keyDown")
              .add("key", key)
              .add("code", CODES.getOrDefault(key, key))
              .add("windowsVirtualKeyCode", NUMBERS.getOrDefault(key, (int) key.charAt(0)))
              .add("text", text);
      tab.command("Input.dispatchKeyEvent", down);
      command("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key));
    }
    return this;
  }

  private static final Map<String, String> CODES = Map.of(" ", "Space");
  private static final Map<String, Integer> NUMBERS =
      Map.of(
          "Tab",
          9,
          "Enter",
          13,
          "Escape",
          27,
          " ",
          32,
          "ArrowLeft",
          37,
          "ArrowUp",
          38,
          "ArrowRight",
          39,
          "ArrowDown",
          40);

  /**
   * Clicks the middle of what an expression gives with the mouse: the browser takes it for a
   * person's.
   */
  ConsoleTab point(String expression) {
    return drag(expression, 0.5, 0.5, 0.5, 0.5);
  }

  /** Drags the mouse across what an expression gives, between two places in fractions of it. */
  ConsoleTab drag(String expression, double fromX, double fromY, double toX, double toY) {
    await(expression);
    tab.value(expression + ".scrollIntoView({block: 'center'})");
    double[] from = place(expression, fromX, fromY);
    double[] to = place(expression, toX, toY);
    mouse("mouseMoved", from, 0);
    mouse("mousePressed", from, 1);
    mouse("mouseMoved", new double[] {(from[0] + to[0]) / 2, (from[1] + to[1]) / 2}, 1);
    mouse("mouseMoved", to, 1);
    mouse("mouseReleased", to, 0);
    return this;
  }

  private double[] place(String expression, double x, double y) {
    JsonArray box =
        list(
            "(({left, top, width, height}) => [left, top, width, height])("
                + expression
                + ".getBoundingClientRect())");
    return new double[] {
      box.getJsonNumber(0).doubleValue() + x * box.getJsonNumber(2).doubleValue(),
      box.getJsonNumber(1).doubleValue() + y * box.getJsonNumber(3).doubleValue()
    };
  }

  private void mouse(String type, double[] at, int buttons) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("type", type);
    event.put("x", at[0]);
    event.put("y", at[1]);
    event.put("button", type.equals("mouseMoved") && buttons == 0 ? "none" : "left");
    event.put("buttons", buttons);
    event.put("clickCount", type.equals("mouseMoved") ? 0 : 1);
    command("Input.dispatchMouseEvent", event);
  }

  /** Cuts this tab off from the network, or lets it back. */
  ConsoleTab offline(boolean offline) {
    command(
        "Network.emulateNetworkConditions",
        Map.of("offline", offline, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
    return this;
  }

  /** Runs a script in each page from now on, before its own. */
  ConsoleTab first(String script) {
    command("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
    return this;
  }

  /** What the page is told when its tab goes behind another one, or comes back. */
  ConsoleTab hidden(boolean hidden) {
    tab.value(
        "(() => { Object.defineProperty(document, 'hidden', {configurable: true, get: () => %s}); document.dispatchEvent(new Event('visibilitychange')); })()"
            .formatted(hidden));
    return this;
  }

  /** Types a text where the focus is. */
  ConsoleTab type(String text) {
    command("Input.insertText", Map.of("text", text));
    return this;
  }

  /** Presses Tab until what has the focus is called so. */
  ConsoleTab tabTo(String name) {
    String here = "find(%s, '*') === document.activeElement".formatted(quoted(name));
    for (int presses = 0; presses < MOST_TABS; presses++) {
      if (text(here).equals("true")) {
        return this;
      }
      press("Tab");
    }
    throw new AssertionError("The keyboard does not reach \"" + name + "\"");
  }

  private static final int MOST_TABS = 60;

  /** Where downloads go from now on. */
  ConsoleTab downloads(Path folder) {
    command(
        "Page.setDownloadBehavior", Map.of("behavior", "allow", "downloadPath", folder.toString()));
    return this;
  }

  String text(String expression) {
    return tab.text(expression);
  }

  void value(String expression) {
    tab.value(expression);
  }

  JsonArray list(String expression) {
    return tab.value(expression).asJsonArray();
  }

  ChromiumTab tab() {
    return tab;
  }

  /** In pixels; below 640 the narrow layout. */
  ConsoleTab size(int width, int height) {
    command(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 640));
    return this;
  }

  /** {@code light} or {@code dark}, as a person's system has it. */
  ConsoleTab theme(String theme) {
    JsonObjectBuilder features =
        Json.createObjectBuilder()
            .add(
                "features",
                Json.createArrayBuilder()
                    .add(
                        Json.createObjectBuilder()
                            .add("name", "prefers-color-scheme")
                            .add("value", theme)));
    tab.command("Emulation.setEmulatedMedia", features);
    return this;
  }

  /**
   * Files that came over the network so far, with the bytes of their bodies as sent; not what the
   * API answered.
   */
  Map<String, Long> files() {
    Map<String, Long> all = new ConcurrentHashMap<>();
    types.forEach((id, url) -> {
      if (url.startsWith(site) && !url.contains("/api/") && sizes.containsKey(id)) {
        // Of one that came again from the cache, the bytes of its first coming.
        long bytes = Objects.requireNonNull(sizes.get(id)) - heads.getOrDefault(id, 0L);
        all.merge(url.substring(site.length()), bytes, Math::max);
      }
    });
    return all;
  }

  /** What a screen reader is told that the table of the page and its parts are. */
  Set<String> roles() {
    int root = command("DOM.getDocument", Map.of()).getJsonObject("root").getInt("nodeId");
    int node =
        command("DOM.querySelector", Map.of("nodeId", root, "selector", "main table"))
            .getInt("nodeId");
    JsonArray nodes =
        command("Accessibility.queryAXTree", Map.of("nodeId", node)).getJsonArray("nodes");
    return nodes.getValuesAs(JsonObject.class).stream()
        .filter(one -> !one.getBoolean("ignored"))
        .map(one -> one.getJsonObject("role").getString("value"))
        .collect(Collectors.toSet());
  }

  /** Fails when the browser complained of anything. */
  void isQuiet() {
    assertThat(complaints).as("what the browser complained of").isEmpty();
  }

  /** Fails when axe finds something wrong with what is shown. */
  void isAccessible(String where) {
    if (text("typeof axe").equals("undefined")) {
      tab.value(Axe.script() + ";0");
    }
    String run =
        """
        axe.run(document, {resultTypes: ['violations']}).then(({violations}) =>
          violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 160)} ${node.any.concat(node.all).map((one) => one.message).join('; ').slice(0, 200)}`)))
        """;
    assertThat(list(run).getValuesAs(JsonString::getString)).as(where).isEmpty();
  }

  static String quoted(String text) {
    return Json.createValue(text).toString();
  }
}

package io.visiona.tests.support;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** A tab of a {@link Chromium}. For one test thread. */
public final class ChromiumTab {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Chromium browser;
  private final String session;
  private final AtomicInteger loads = new AtomicInteger();
  private final List<Consumer<JsonObject>> listeners = new CopyOnWriteArrayList<>();
  private volatile int status;

  ChromiumTab(Chromium browser, String session) {
    this.browser = browser;
    this.session = session;
    browser.listen(session, this::heard);
    call("Page.enable");
    call("Network.enable");
  }

  private void heard(JsonObject event) {
    String method = event.getString("method");
    if (method.equals("Page.loadEventFired")) {
      loads.incrementAndGet();
    } else if (method.equals("Network.responseReceived")) {
      JsonObject said = event.getJsonObject("params");
      // Of the frames, the top one comes first; what frames within load is not looked at here.
      if (said.getString("type").equals("Document")) {
        status = said.getJsonObject("response").getInt("status");
      }
    }
    listeners.forEach(listener -> listener.accept(event));
  }

  /** Tells of every event of the protocol from now on; on a thread that must not be held up. */
  public void listen(Consumer<JsonObject> listener) {
    listeners.add(listener);
  }

  /** Calls a method of the protocol for what the methods here do not do. */
  public JsonObject command(String method, JsonObjectBuilder parameters) {
    return browser.call(session, method, parameters);
  }

  private JsonObject call(String method) {
    return browser.call(session, method, Chromium.object());
  }

  /** Goes to an address, wherever that leads, and waits until the page there has loaded. */
  public ChromiumTab go(String address) {
    // A tab that was never in front does not load films.
    call("Page.bringToFront");
    return after(
        () -> browser.call(session, "Page.navigate", Chromium.object().add("url", address)));
  }

  /** Does what makes the tab load another page, and waits until that has loaded. */
  public ChromiumTab after(Runnable leaving) {
    int before = loads.get();
    leaving.run();
    Awaitility.await("the tab has loaded").atMost(LIMIT).until(() -> loads.get() > before);
    return this;
  }

  /** Status of the document that was loaded last. */
  public int status() {
    return status;
  }

  /** Where it is. */
  public String address() {
    return text("location.href");
  }

  /** The value of an expression of JavaScript, a promise's when it is one. */
  public JsonValue value(String expression) {
    JsonObject result =
        browser.call(
            session,
            "Runtime.evaluate",
            Chromium.object()
                .add("expression", expression)
                .add("awaitPromise", true)
                .add("returnByValue", true));
    if (result.containsKey("exceptionDetails")) {
      throw new IllegalStateException(expression + ": " + result.get("exceptionDetails"));
    }
    return result.getJsonObject("result").getOrDefault("value", JsonValue.NULL);
  }

  /** As {@link #value}, of what is a text; other values as JSON. */
  public String text(String expression) {
    JsonValue value = value(expression);
    return value instanceof JsonString string ? string.getString() : value.toString();
  }

  /** Waits until an expression is true. */
  public ChromiumTab await(String expression) {
    try {
      Awaitility.await(expression)
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(100))
          .until(() -> value("!!(" + expression + ")") == JsonValue.TRUE);
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(
          "Not true in time: "
              + expression
              + "\nat "
              + address()
              + "\n"
              + text("document.body.innerText.slice(0, 2000)"),
          e);
    }
    return this;
  }

  /** Signs in at the development Member Center, whose form the tab shows. */
  public ChromiumTab signIn(String username) {
    await("document.querySelector('input[name=password]')");
    return after(() ->
        value(
            "document.querySelector('input[name=username]').value='%1$s';document.querySelector('input[name=password]').value='%1$s';document.querySelector('form').submit()"
                .formatted(username)));
  }

  /** Keeps a picture of what it shows. */
  public void picture(Path file) throws IOException {
    String data =
        browser
            .call(session, "Page.captureScreenshot", Chromium.object().add("format", "png"))
            .getString("data");
    Files.write(file, Base64.getDecoder().decode(data));
  }
}

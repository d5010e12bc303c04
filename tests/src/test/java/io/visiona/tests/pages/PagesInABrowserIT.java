package io.visiona.tests.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Person;
import io.visiona.tests.support.Chromium;
import io.visiona.tests.support.ChromiumTab;
import io.visiona.tests.support.OnSharedStack;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.TestAgent;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Agents' pages at hosts of their own, as a real browser has them: two agents, two people. */
@OnSharedStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PagesInABrowserIT {
  private static final Duration SOON = Duration.ofSeconds(10);

  /** How soon what is open ends after its permission did, with some room for the machine. */
  private static final Duration AT_ONCE = Duration.ofMillis(1500);

  private final Stack stack;
  private Chromium chromium;
  private Person alice;
  private Person bob;
  private Box kitchen;
  private Box garden;
  private TestAgent kitchenAgent;
  private TestAgent gardenAgent;
  private TestAgent bobsAgent;
  private ChromiumTab tab;
  private Chromium.Person browser;

  PagesInABrowserIT(Stack stack) {
    this.stack = stack;
  }

  @BeforeAll
  void open(@TempDir Path folder) throws IOException {
    chromium = Chromium.start(folder);
    alice = stack.signIn("alice");
    bob = stack.signIn("bob");
    kitchen = new Box("kitchen");
    garden = new Box("garden");
    garden.answering("/plant", "Set-Cookie: planted=1; Domain=localhost; Path=/\r\n");
    kitchenAgent = agent(alice, kitchen);
    gardenAgent = agent(alice, garden);
    bobsAgent = agent(bob, garden);
  }

  private TestAgent agent(Person owner, Box box) throws IOException {
    return TestAgent.online(
        stack, owner, TestAgent.Kind.JAVA_YAMUX, "--target", box.uri().toString());
  }

  /** A browser that nobody used yet. */
  @BeforeEach
  void browser() {
    kitchen.forget();
    garden.forget();
    browser = chromium.person();
    tab = browser.tab();
  }

  @AfterAll
  void close() throws IOException {
    if (chromium == null) {
      return;
    }
    chromium.close();
    bobsAgent.close();
    gardenAgent.close();
    kitchenAgent.close();
    kitchen.close();
    garden.close();
    bob.close();
    alice.close();
  }

  private String open(TestAgent agent, String path) {
    return stack.api() + "/api/agents/" + agent.id() + "/open?to=" + path;
  }

  private String origin(Person owner, TestAgent agent) {
    Visitor visitor = new Visitor(stack, owner);
    return "http://" + visitor.host(visitor.name(agent.id()));
  }

  @Test
  void page_doesThroughATunnelWhatItDoesDirectly() throws IOException {
    JsonValue direct = report(browser.tab().go(kitchen.uri() + "/"));
    tab.go(open(kitchenAgent, "/")).signIn("alice");
    assertThat(tab.address()).isEqualTo(origin(alice, kitchenAgent) + "/");
    JsonValue through = report(tab);
    assertThat(through).isEqualTo(direct);
    assertThat(through.toString())
        .doesNotContain("failed", "too long")
        .contains("\"film\":\"12 s, at 9, 64x48\"", "\"worker\":\"made by the worker\"");
  }

  private static JsonValue report(ChromiumTab tab) {
    return tab.await("window.report").value("window.report");
  }

  @Test
  void consolesButton_opensThePage() {
    tab.go(stack.api() + "/api/auth/login?return_to=/agents/" + kitchenAgent.id()).signIn("alice");
    tab.await("document.querySelector('main a[href$=\"/open\"]')");
    tab.after(() ->
        tab.value(
            """
            (() => {
              const open = document.querySelector('main a[href$="/open"]');
              // In this tab, which the test looks at.
              open.target = "";
              open.click();
            })()
            """));
    assertThat(tab.address()).isEqualTo(origin(alice, kitchenAgent) + "/");
    assertThat(tab.status()).isEqualTo(200);
  }

  @Test
  void agentsOfOnePerson_areApart() throws IOException {
    tab.go(open(kitchenAgent, "/home")).signIn("alice");
    String kitchenOrigin = origin(alice, kitchenAgent);
    tab.value("localStorage.setItem('kept', 'kitchen')");
    tab.value("document.cookie = 'own=1'; document.cookie = 'wide=1; domain=localhost'");
    assertThat(tab.text("document.cookie")).isEqualTo("own=1");

    tab.go(open(gardenAgent, "/plant"));
    assertThat(tab.address()).isEqualTo(origin(alice, gardenAgent) + "/plant");
    assertThat(tab.text("document.cookie")).isEqualTo("planted=1");
    assertThat(tab.text("localStorage.getItem('kept')")).isEqualTo("null");
    assertThat(garden.asked("/plant")).doesNotContain("own=1");
    cannotLookInto(kitchenOrigin);
    cannotDrive(kitchenOrigin);

    tab.go(kitchenOrigin + "/again");
    assertThat(tab.text("document.cookie")).isEqualTo("own=1");
    assertThat(kitchen.asked("/again")).contains("own=1").doesNotContain("planted", "visiona");
  }

  /** What the tab shows has no way into a page of another host that the browser is admitted to. */
  private void cannotLookInto(String other) {
    String seen =
        tab.text(
            """
            new Promise((resolve) => {
              const frame = document.createElement("iframe");
              frame.src = "%s/framed";
              frame.onload = () => {
                try { resolve(frame.contentWindow.document.body ? "read" : "nothing"); }
                catch (refused) { resolve(refused.name); }
              };
              document.body.append(frame);
            })
            """
                .formatted(other));
    assertThat(seen).isEqualTo("SecurityError");
    assertThat(kitchen.asked("/framed")).isEmpty();
    String fetched =
        tab.text(
            "fetch('%s/fetched', {credentials: 'include'}).then(() => 'read', (e) => e.name)"
                .formatted(other));
    assertThat(fetched).isEqualTo("TypeError");
    assertThat(kitchen.asked("/fetched")).isEmpty();
  }

  private void cannotDrive(String other) {
    tab.value(
        "fetch('%s/driven', {method: 'POST', mode: 'no-cors', credentials: 'include'}).then(() => 1, () => 0)"
            .formatted(other));
    String socket =
        tab.text(
            """
            new Promise((resolve) => {
              const socket = new WebSocket("%s/socket".replace("http", "ws"));
              socket.onopen = () => resolve("open");
              socket.onerror = () => resolve("refused");
            })
            """
                .formatted(other));
    String picture =
        tab.text(
            """
            new Promise((resolve) => {
              const picture = new Image();
              picture.onload = () => resolve("shown");
              picture.onerror = () => resolve("refused");
              picture.src = "%s/frame.jpg";
            })
            """
                .formatted(other));
    tab.after(() ->
        tab.value(
            """
            (() => {
              const form = document.createElement("form");
              form.method = "post";
              form.action = "%s/form";
              document.body.append(form);
              form.submit();
            })()
            """
                .formatted(other)));
    assertThat(socket).isEqualTo("refused");
    assertThat(picture).isEqualTo("refused");
    assertThat(kitchen.asked("/driven")).isEmpty();
    assertThat(kitchen.asked("/socket")).isEmpty();
    assertThat(kitchen.asked("/frame.jpg")).isEmpty();
    assertThat(kitchen.asked("/form")).isEmpty();
  }

  @Test
  void pageOfSomebodyElse_isNotThere_evenInTheSameBrowser() throws IOException {
    tab.go(open(kitchenAgent, "/hers")).signIn("alice");
    String hers = tab.address();
    // She may not see his, though she knows its name.
    tab.go(origin(bob, bobsAgent) + "/his");
    assertThat(tab.status()).isEqualTo(404);
    assertThat(garden.asked("/his")).isEmpty();

    signOut(browser.tab().go(stack.api() + "/"));
    tab.go(open(bobsAgent, "/his")).signIn("bob");
    assertThat(tab.address()).isEqualTo(origin(bob, bobsAgent) + "/his");
    // He sits at the browser in which she was: her cookie there is worth nothing any more.
    tab.go(hers + "/now-his");
    assertThat(tab.status()).isEqualTo(404);
    assertThat(kitchen.asked("/hers/now-his")).isEmpty();
    assertThat(tab.go(origin(bob, bobsAgent) + "/fine").status()).isEqualTo(200);
  }

  private void signOut(ChromiumTab site) {
    assertThat(
            site.text(
                "fetch('/api/auth/logout', {method: 'POST', headers: {'X-CSRF': '1'}}).then((r) => r.ok)"))
        .isEqualTo("true");
  }

  @Test
  void cookies_areEachHostsOwn() {
    tab.go(open(kitchenAgent, "/home")).signIn("alice");
    String host = origin(alice, kitchenAgent).substring("http://".length()).split(":", 2)[0];
    List<JsonObject> all = browser.cookies();
    assertThat(all)
        .filteredOn(cookie -> cookie.getString("name").equals("__Host-visiona_page"))
        .singleElement()
        .satisfies(cookie -> {
          assertThat(cookie.getString("domain")).isEqualTo(host);
          assertThat(cookie.getBoolean("httpOnly")).isTrue();
          assertThat(cookie.getBoolean("secure")).isTrue();
          assertThat(cookie.getString("sameSite")).isEqualTo("Lax");
        });
    assertThat(all)
        .filteredOn(cookie -> cookie.getString("name").contains("visiona_session"))
        .allSatisfy(cookie -> assertThat(cookie.getString("domain")).isEqualTo("127.0.0.1"));
    assertThat(kitchen.asked("/home")).doesNotContain("visiona");
    // With what its browser has, a page cannot use the API.
    String api =
        tab.text(
            "fetch('%s/api/agents', {credentials: 'include'}).then(() => 'read', (e) => e.name)"
                .formatted(stack.api()));
    assertThat(api).isEqualTo("TypeError");
  }

  @Test
  void signOutInAnotherTab_endsThePageAndItsStreams() {
    tab.go(open(kitchenAgent, "/home")).signIn("alice");
    stream(tab);
    ChromiumTab site = browser.tab().go(stack.api() + "/");
    long before = System.nanoTime();
    signOut(site);
    ended(before);
    assertThat(tab.text("fetch('/data.json').then((r) => r.status)")).isEqualTo("401");
    tab.go(tab.address());
    assertThat(tab.value("!!document.querySelector('input[name=password]')"))
        .isEqualTo(JsonValue.TRUE);
  }

  @Test
  void permissionThatIsTakenAway_endsThePageAndItsStreams() {
    tab.go(open(kitchenAgent, "/home")).signIn("alice");
    stream(tab);
    long before = System.nanoTime();
    allow(false);
    try {
      ended(before);
      assertThat(tab.go(tab.address()).status()).isEqualTo(403);
    } finally {
      allow(true);
    }
  }

  private void allow(boolean proxy) {
    HttpRequest change =
        alice
            .changing("/api/agents/" + kitchenAgent.id())
            .method("PATCH", HttpRequest.BodyPublishers.ofString("{\"allow_proxy\":" + proxy + "}"))
            .build();
    assertThat(alice.send(change).statusCode()).isEqualTo(200);
  }

  /** Leaves a socket and a stream of pictures and of events open. */
  private void stream(ChromiumTab page) {
    page.value(
        """
        (() => {
          window.socket = new WebSocket(location.origin.replace("http", "ws") + "/socket");
          socket.onopen = () => (window.opened = true);
          socket.onclose = (event) => (window.socketEnded = event.code);
          const picture = new Image();
          picture.src = "/mjpeg";
          document.body.append(picture);
          window.source = new EventSource("/events");
          source.onmessage = () => (window.told = true);
          source.addEventListener("session_ended", () => { window.farewell = true; source.close(); });
        })()
        """);
    page.await("window.opened && window.told");
    Awaitility.await().atMost(SOON).until(() -> kitchen.streams().size() == 3);
  }

  private void ended(long before) {
    tab.await("window.socketEnded");
    assertThat(tab.text("window.socketEnded")).isEqualTo("4401");
    tab.await("window.farewell");
    Awaitility.await().atMost(SOON).until(() -> kitchen.streams().isEmpty());
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(AT_ONCE);
  }
}
